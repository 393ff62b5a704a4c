import { expect, test, vi } from 'vitest'
import type { PutOutcome } from './apply'
import type { PutRequest } from './put'
import { UploadQueue, type QueuePorts } from './queue'
import { isPausing, sentBytes } from './state'
import { summarise } from './summary'

const MIB = 1024 * 1024
const SIZE = 57 * MIB
const PART = 16 * MIB

interface UnderWay extends PutRequest {
  number: number
  end: (outcome: PutOutcome) => void
}

/** A queue whose file of 57 MiB has all four parts on their way. */
async function sending() {
  const puts: UnderWay[] = []
  const deleted: string[] = []
  const answer = (data: unknown, status = 200) => ({ data, response: new Response(null, { status }) })
  const signedUrls = (numbers: number[]) => numbers.map((number) => ({ number, url: String(number), headers: {} }))
  const api = {
    POST: async (path: string, { body }: { body: { parts: { number: number }[] } }) =>
      path === '/api/uploads'
        ? answer({
            uploads: [
              {
                upload_id: 'u',
                state: 'open',
                part_size_bytes: PART,
                part_count: 4,
                parts: [],
                expires_at: '',
              },
            ],
          })
        : answer({ parts: signedUrls(body.parts.map(({ number }) => number)) }),
    DELETE: async () => (deleted.push('u'), answer(undefined, 204)),
  }
  const ports = {
    api,
    sha256: async () => 'sha',
    put: (request: PutRequest) =>
      new Promise<PutOutcome>((resolve) => {
        puts.push({ ...request, number: Number(request.url), end: resolve })
        request.signal.addEventListener('abort', () => resolve('aborted'))
      }),
    store: { put: async () => undefined, delete: async () => undefined },
    accountId: () => 'me',
    tab: 'tab',
    now: () => 0,
    random: () => 0,
    onChange: () => undefined,
    onRoom: () => undefined,
    onArrived: () => undefined,
  } as unknown as QueuePorts
  const queue = new UploadQueue(ports)
  const large = {
    name: 'film.mov',
    size: SIZE,
    type: '',
    lastModified: 1,
    slice: () => new Blob(),
  } as unknown as File
  queue.add(
    { folders: [], files: [{ file: large, path: ['film.mov'], source: null }] },
    { path: [{ id: 'root', name: '' }] },
  )
  await vi.waitFor(() => expect(puts.length).toBe(4))
  const [item] = queue.state.items.values()
  return { queue, puts, item: item!, deleted }
}

test('a pause lets what is on its way arrive, and nothing that was sent is lost', async () => {
  const { queue, puts, item } = await sending()
  for (const put of puts) put.onProgress(4 * MIB)
  const before = sentBytes(item)
  expect(before).toBe(16 * MIB)
  queue.pause([item.key])
  await vi.waitFor(() => expect(isPausing(item)).toBe(true))
  expect(puts.some(({ signal }) => signal.aborted)).toBe(false)
  expect(sentBytes(item)).toBe(before)
  expect(summarise([item])).toMatchObject({ paused: 1, pausing: 1, active: 0, sent: before })

  for (const put of puts) put.end('stored')
  await vi.waitFor(() => expect(isPausing(item)).toBe(false))
  expect(sentBytes(item)).toBe(SIZE)
  expect(summarise([item])).toMatchObject({ paused: 1, pausing: 0, sent: SIZE })
  expect(item.phase).toBe('to_complete')
})

test('a part that fails while pausing waits for the resume, which sends that one alone', async () => {
  const { queue, puts, item } = await sending()
  queue.pause([item.key])
  puts[3]!.end({ code: 'no_answer' })
  for (const put of puts.slice(0, 3)) put.end('stored')
  await vi.waitFor(() => expect(isPausing(item)).toBe(false))
  expect(sentBytes(item)).toBe(48 * MIB)
  await Promise.resolve()
  expect(puts.length).toBe(4)
  item.parts[3]!.retryAt = 0
  queue.resume([item.key])
  await vi.waitFor(() => expect(puts.length).toBe(5))
  expect(puts[4]!.number).toBe(4)
})

test('a resume while parts are still on their way sends none of them again', async () => {
  const { queue, puts, item } = await sending()
  queue.pause([item.key])
  queue.resume([item.key])
  for (const put of puts) put.end('stored')
  await vi.waitFor(() => expect(item.phase).not.toBe('sending'))
  expect(puts.length).toBe(4)
})

test('giving up and leaving still end everything at once', async () => {
  const { queue, puts, item, deleted } = await sending()
  queue.pause([item.key])
  queue.cancel([item.key])
  expect(puts.every(({ signal }) => signal.aborted)).toBe(true)
  await vi.waitFor(() => expect(deleted).toEqual(['u']))

  const other = await sending()
  other.queue.pause([other.item.key])
  other.queue.halt('signed_out')
  expect(other.puts.every(({ signal }) => signal.aborted)).toBe(true)
})
