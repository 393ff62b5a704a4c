import { expect, test } from 'vitest'
import type { OpenDrop } from '../../api/types'
import type { PutOutcome } from '../../uploads/apply'
import { DropSender, type SenderTools } from './drop-sender.svelte'

const drop = { kinds: [], max_file_bytes: null } as unknown as OpenDrop

interface Call {
  path: string
  body: any
}

/** A link whose server answers from a list of what it says to each call, and a store that takes what it is sent. */
function world(answers: Partial<Record<string, (body: any, nth: number) => unknown>> = {}, puts: PutOutcome[] = []) {
  const calls: Call[] = []
  const ends: string[] = []
  const started = (body: any) => ({
    uploads: [
      {
        upload_id: `id of ${body.uploads[0].name}`,
        state: 'open',
        part_size_bytes: 16 * 1024 * 1024,
        part_count: Math.max(1, Math.ceil(body.uploads[0].size_bytes / (16 * 1024 * 1024))),
        parts: body.uploads[0].sha256 ? [{ number: 1, url: 'https://store/1', headers: {} }] : [],
        expires_at: '',
      },
    ],
  })
  const usual: Record<string, (body: any, nth: number) => unknown> = {
    '/api/s/{token}/uploads': started,
    '/api/s/{token}/uploads/{id}/parts': (body) => ({
      parts: body.parts.map(({ number }: { number: number }) => ({
        number,
        url: `https://store/${number}`,
        headers: {},
      })),
    }),
    '/api/s/{token}/uploads/complete': (body) => ({
      uploads: [{ entry: { name: body.uploads[0].upload_id, size_bytes: 1, received_at: '' } }],
    }),
  }
  const POST = async (path: string, { body }: { body: any }) => {
    calls.push({ path, body })
    const nth = calls.filter((call) => call.path === path).length
    const answer = (answers[path] ?? usual[path]!)(body, nth) ?? usual[path]!(body, nth)
    const problem = (answer as { refused?: object }).refused
    const response = new Response(null, { status: problem ? 410 : 200 })
    return problem ? { error: problem, response } : { data: answer, response }
  }
  const sent: string[] = []
  const tools: SenderTools = {
    hash: async (blob) => `hash of ${blob.size}`,
    put: async ({ url, body, onProgress }) => {
      sent.push(`${url} ${body.size}`)
      onProgress(body.size)
      return puts.shift() ?? 'stored'
    },
    wait: async () => {},
    random: () => 0.5,
  }
  const link = { api: { POST } as never, token: 't', noteEnd: (problem: any) => (ends.push(problem.code), problem) }
  return { sender: new DropSender(link, tools), calls, sent, ends }
}

const file = (name: string, size: number) => new File([new Uint8Array(size)], name, { type: 'text/plain' })

test('a small file is hashed, started, sent and completed, and its sender has a receipt', async () => {
  const { sender, calls, sent } = world()
  sender.add([file('가.txt', 5)], drop)
  await expect.poll(() => sender.items[0]!.state).toBe('sent')
  expect(sender.items[0]!.name).toBe('가.txt')
  expect(calls.map(({ path }) => path)).toEqual(['/api/s/{token}/uploads', '/api/s/{token}/uploads/complete'])
  expect(calls[0]!.body.uploads[0].client_key).toMatch(/^[\w-]{32}$/)
  expect(sent).toEqual(['https://store/1 5'])
  expect(sender.items[0]!.receipt).not.toBeNull()
})

test('a large file goes in parts', async () => {
  const { sender, sent } = world()
  sender.add([file('large', 40 * 1024 * 1024)], drop)
  await expect.poll(() => sender.items[0]!.state).toBe('sent')
  expect(sent.toSorted()).toEqual(['https://store/1 16777216', 'https://store/2 16777216', 'https://store/3 8388608'])
})

test('what passes is tried again under the same key, with a fresh ticket', async () => {
  const refused = { code: 'unavailable', status: 503, title: '', type: '', detail: '', request_id: '' }
  const first = (_: any, nth: number) => (nth === 1 ? { refused } : undefined)
  const { sender, calls, sent } = world({ '/api/s/{token}/uploads': first }, [{ code: 'no_answer' }, 'expired'])
  sender.add([file('a', 3)], drop)
  await expect.poll(() => sender.items[0]!.state).toBe('sent')
  const starts = calls.filter(({ path }) => path === '/api/s/{token}/uploads')
  expect(new Set(starts.map(({ body }) => body.uploads[0].client_key)).size).toBe(1)
  expect([starts.length, sent.length, calls.filter(({ path }) => path.endsWith('/parts')).length]).toEqual([2, 3, 2])
})

test('a file that is not taken says so and is not sent', async () => {
  const { sender, calls } = world({
    '/api/s/{token}/uploads': () => ({ uploads: [{ problem: { status: 507, code: 'drop_full', detail: '' } }] }),
  })
  sender.add([file('a.exe', 3)], { ...drop, kinds: ['image'] })
  sender.add([file('b', 30)], { ...drop, max_file_bytes: 20 })
  expect(sender.items.map(({ code }) => code)).toEqual(['drop_kind_refused', 'drop_file_too_large'])
  expect(calls).toEqual([])
  sender.add([file('c', 3)], drop)
  await expect.poll(() => sender.items[2]!.state).toBe('failed')
  expect(sender.items[2]!.code).toBe('drop_full')
  sender.remove(sender.items[0]!)
  expect(sender.items.length).toBe(2)
})

test('when the link ends, what is on its way ends and nothing more is tried', async () => {
  const refused = { code: 'share_paused', status: 410, title: '', type: '', detail: '', request_id: '' }
  const { sender, calls, ends } = world({ '/api/s/{token}/uploads': () => ({ refused }) })
  sender.add([file('a', 1), file('b', 1), file('c', 1), file('d', 1)], drop)
  await expect.poll(() => sender.items.every(({ state }) => state === 'failed')).toBe(true)
  expect(sender.items.every(({ code }) => code === 'share_paused')).toBe(true)
  expect([ends[0], calls.length <= 2]).toEqual(['share_paused', true])
})
