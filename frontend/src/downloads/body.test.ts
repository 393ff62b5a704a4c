import { afterEach, expect, test } from 'vitest'
import { Problem } from '../api/problem'
import { problemWords } from '../api/problem-words'
import { preferences } from '../preferences.svelte'
import { bodyOf } from './body'
import { allTickets, type TicketPage, type TicketSource } from './tickets'
import type { Ticket } from '../api/types'

afterEach(() => void (preferences.locale = 'en'))

const bytes = Uint8Array.from({ length: 1000 }, (_, index) => index % 251)
const ticket = (id: string): Ticket =>
  ({ entry_id: id, path: id, size_bytes: 1000, url: `https://store/${id}` }) as Ticket

async function text(stream: ReadableStream<Uint8Array>) {
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

test('a connection that breaks is taken up where it broke, with a fresh ticket', async () => {
  const asked: string[] = []
  const fetcher = (async (url: string, { headers }: { headers: Record<string, string> }) => {
    asked.push(`${url} ${headers.range ?? ''}`)
    if (asked.length === 1) {
      const stream = new ReadableStream({
        start(controller) {
          controller.enqueue(bytes.slice(0, 400))
        },
        pull: (controller) => controller.error(new TypeError('network error')),
      })
      return new Response(stream)
    }
    return new Response(bytes.slice(400), { status: 206 })
  }) as unknown as typeof fetch
  const timed = { ticket: ticket('a'), renew: async () => ({ ...ticket('a'), url: 'fresh' }) }
  expect(await text(bodyOf(timed, new AbortController().signal, fetcher))).toEqual(bytes)
  expect(asked).toEqual(['https://store/a ', 'fresh bytes=400-'])
})

test('an answer that is too short is not taken for the whole file', async () => {
  let calls = 0
  const fetcher = (async () => {
    calls += 1
    return calls === 1 ? new Response(bytes.slice(0, 10)) : new Response(bytes.slice(10), { status: 206 })
  }) as unknown as typeof fetch
  const timed = { ticket: ticket('a'), renew: async () => ticket('a') }
  expect((await text(bodyOf(timed, new AbortController().signal, fetcher))).length).toBe(1000)
})

const before = { ...ticket('a'), path: '여행/편지.txt', sha256: 'one' }

test.each([
  ['another size', { ...before, size_bytes: 1001 }],
  ['another hash', { ...before, sha256: 'two' }],
  [
    'parts where there was one',
    { ...before, sha256: null, checksum: { composite: 'three-2', part_size_bytes: 500 } },
  ],
])('a file of which a new version came meanwhile is not put together from two: %s', async (_, now) => {
  const asked: string[] = []
  const fetcher = (async (url: string) => {
    asked.push(url)
    return new Response(bytes.slice(0, 400))
  }) as unknown as typeof fetch
  const body = bodyOf({ ticket: before, renew: async () => now }, new AbortController().signal, fetcher)
  const failed = await text(body).catch((cause: unknown) => cause)
  expect(failed).toMatchObject({ code: 'file_changed', detail: '여행/편지.txt' })
  expect(asked).toEqual(['https://store/a'])
  expect(problemWords(failed as Problem)).toMatch(/^‘여행\/편지.txt’ changed/)
  preferences.locale = 'ko'
  expect(problemWords(failed as Problem)).toMatch(/‘여행\/편지.txt’의 내용이 바뀌었어요/)
})

test('a file goes on as often as its connection breaks, while bytes come in between', async () => {
  let calls = 0
  const fetcher = (async (_url: string, { headers }: { headers: Record<string, string> }) => {
    calls += 1
    const offset = Number(/\d+/.exec(headers.range ?? '0')![0])
    return new Response(bytes.slice(offset, offset + 50), { status: offset > 0 ? 206 : 200 })
  }) as unknown as typeof fetch
  const timed = { ticket: ticket('a'), renew: async () => ticket('a') }
  expect(await text(bodyOf(timed, new AbortController().signal, fetcher))).toEqual(bytes)
  expect(calls).toBe(20)
})

test('what the account or the link no longer gives is not asked for again and again', async () => {
  let asked = 0
  const fetcher = (async () => new Response(null, { status: 403 })) as unknown as typeof fetch
  const renew = async () => {
    asked += 1
    throw new Problem('share_ended', 410)
  }
  const body = bodyOf({ ticket: ticket('a'), renew }, new AbortController().signal, fetcher)
  await expect(text(body)).rejects.toMatchObject({ code: 'share_ended' })
  expect(asked).toBe(1)
})

test('tickets come page by page, and one that is too old is asked for again', async () => {
  const asked: [readonly string[], string | null][] = []
  const source: TicketSource = {
    async page(ids, _purpose, cursor): Promise<TicketPage> {
      asked.push([ids, cursor])
      if (ids[0] === 'b') return { tickets: [{ ...ticket('b'), url: 'fresh' }] }
      return cursor === null ? { tickets: [ticket('a'), ticket('b')], next_cursor: 'c2' } : { tickets: [ticket('c')] }
    },
  }
  let now = 0
  const urls: string[] = []
  for await (const timed of allTickets(source, ['folder'], () => now)) {
    urls.push(timed.ticket.url)
    now += 41_000
  }
  expect(urls).toEqual(['https://store/a', 'fresh', 'https://store/c'])
  expect(asked).toEqual([
    [['folder'], null],
    [['b'], null],
    [['folder'], 'c2'],
  ])
})
