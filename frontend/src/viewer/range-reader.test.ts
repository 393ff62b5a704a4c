import { expect, test } from 'vitest'
import { Problem } from '../api/problem'
import type { Ticket } from '../api/types'
import type { TicketSource } from '../downloads/tickets'
import { RangeReader } from './range-reader'

const bytes = Uint8Array.from({ length: 1_000 }, (_, index) => index % 251)

function ticketsOf(...contents: string[]): TicketSource & { asked: number } {
  const source = {
    asked: 0,
    async page(ids: readonly string[], purpose: string) {
      expect(purpose).toBe('inline')
      const sha256 = contents[Math.min(source.asked, contents.length - 1)]!
      source.asked += 1
      const ticket = { entry_id: ids[0], path: 'a.pdf', size_bytes: 1_000, sha256, url: `ticket ${source.asked}` }
      return { tickets: [ticket as Ticket] }
    },
  }
  return source
}

/** A store whose tickets with these numbers have run out. */
function storeOf(...expired: number[]) {
  const asked: string[] = []
  const fetcher = (async (url: string, { headers }: { headers: { range: string } }) => {
    asked.push(`${url} ${headers.range}`)
    if (expired.includes(Number(url.split(' ')[1]))) return new Response('<Error/>', { status: 403 })
    const [begin, end] = /bytes=(\d+)-(\d+)/.exec(headers.range)!.slice(1).map(Number)
    return new Response(bytes.slice(begin!, end! + 1), { status: 206 })
  }) as unknown as typeof fetch
  return { fetcher, asked }
}

const reader = (source: TicketSource, fetcher: typeof fetch, signal = new AbortController().signal) =>
  new RangeReader(source, 'id', signal, fetcher, 1)

test('pieces are read with one ticket', async () => {
  const tickets = ticketsOf('same')
  const { fetcher, asked } = storeOf()
  const file = reader(tickets, fetcher)
  const [first, second] = await Promise.all([file.read(0, 10), file.read(990, 1_000)])
  expect([...first!, ...second!]).toEqual([...bytes.slice(0, 10), ...bytes.slice(990)])
  expect(asked).toEqual(['ticket 1 bytes=0-9', 'ticket 1 bytes=990-999'])
  expect(await file.read(5, 5)).toHaveLength(0)
})

test('a ticket that has run out is replaced by a fresh one, once for all pieces that wait', async () => {
  const tickets = ticketsOf('same')
  const { fetcher } = storeOf(1)
  const file = reader(tickets, fetcher)
  const pieces = await Promise.all([file.read(0, 100), file.read(100, 200), file.read(200, 300)])
  expect(pieces.flatMap((piece) => [...piece])).toEqual([...bytes.slice(0, 300)])
  expect(tickets.asked).toBe(2)
})

test('pieces of two versions are never put together', async () => {
  const { fetcher } = storeOf(1)
  const file = reader(ticketsOf('old', 'new'), fetcher)
  await expect(file.read(0, 10)).rejects.toMatchObject({ code: 'file_changed' })
})

test('a store that never answers as asked is told after a few tries', async () => {
  const tickets = ticketsOf('same')
  const { fetcher, asked } = storeOf(1, 2, 3, 4, 5)
  await expect(reader(tickets, fetcher).read(0, 10)).rejects.toMatchObject({ code: 'store_unavailable' })
  expect(asked).toHaveLength(4)
  const whole = (async () => new Response(bytes, { status: 200 })) as unknown as typeof fetch
  await expect(reader(tickets, whole).read(0, 10)).rejects.toBeInstanceOf(Problem)
})

test('whoever closes the file ends its reading', async () => {
  const abort = new AbortController()
  let calls = 0
  const fetcher = (async () => {
    calls += 1
    abort.abort()
    throw abort.signal.reason
  }) as unknown as typeof fetch
  await expect(reader(ticketsOf('same'), fetcher, abort.signal).read(0, 10)).rejects.toThrow()
  expect(calls).toBe(1)
})

test('a refusal of the server is final', async () => {
  const refusing: TicketSource = { page: () => Promise.reject(new Problem('not_found', 404)) }
  await expect(reader(refusing, storeOf().fetcher).read(0, 10)).rejects.toMatchObject({ code: 'not_found' })
})
