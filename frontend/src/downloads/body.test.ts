import { expect, test } from 'vitest'
import { bodyOf } from './body'
import { allTickets, type TicketPage, type TicketSource } from './tickets'
import type { Ticket } from '../api/types'

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
  const timed = { ticket: ticket('a'), freshUrl: async (force?: boolean) => (force ? 'fresh' : 'first') }
  expect(await text(bodyOf(timed, new AbortController().signal, fetcher))).toEqual(bytes)
  expect(asked).toEqual(['first ', 'fresh bytes=400-'])
})

test('an answer that is too short is not taken for the whole file', async () => {
  let calls = 0
  const fetcher = (async () => {
    calls += 1
    return calls === 1 ? new Response(bytes.slice(0, 10)) : new Response(bytes.slice(10), { status: 206 })
  }) as unknown as typeof fetch
  const timed = { ticket: ticket('a'), freshUrl: async () => 'url' }
  expect((await text(bodyOf(timed, new AbortController().signal, fetcher))).length).toBe(1000)
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
    urls.push(await timed.freshUrl())
    now += 41_000
  }
  expect(urls).toEqual(['https://store/a', 'fresh', 'https://store/c'])
  expect(asked).toEqual([
    [['folder'], null],
    [['b'], null],
    [['folder'], 'c2'],
  ])
})
