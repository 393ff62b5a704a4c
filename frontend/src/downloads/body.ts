import { Problem, type Code } from '../api/problem'
import type { Ticket } from '../api/types'
import type { TimedTicket } from './tickets'

/** Failures in a row; a byte that comes sets them back. */
const MOST_FAILURES = 5
const PASSING = new Set<Code>(['no_answer', 'unavailable', 'store_unavailable', 'too_many_requests', 'internal'])

/** The bytes of one file, of one version. A connection that breaks is taken up where it broke, with a fresh ticket. */
export function bodyOf({ ticket, renew }: TimedTicket, signal: AbortSignal, fetcher: typeof fetch = fetch) {
  let offset = 0
  let failures = 0
  let reader: ReadableStreamDefaultReader<Uint8Array> | null = null

  async function open() {
    const { url } = failures > 0 ? await renewed() : ticket
    const headers: Record<string, string> = offset > 0 ? { range: `bytes=${offset}-` } : {}
    const response = await fetcher(url, { headers, signal, credentials: 'omit' })
    const isRight = response.body && response.status === (offset > 0 ? 206 : 200)
    if (!isRight) throw new Problem('store_unavailable', response.status, 'the store answered something else')
    return response.body!.getReader()
  }

  /** A ticket is for the file as it is now: somebody may have saved a new version meanwhile, and halves of two are no file. */
  async function renewed(): Promise<Ticket> {
    const fresh = await renew()
    if (!haveSameContent(fresh, ticket)) throw new Problem('file_changed', 0, ticket.path)
    return fresh
  }

  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      for (;;) {
        try {
          reader ??= await open()
          const { done, value } = await reader.read()
          if (done && offset < ticket.size_bytes) throw new Problem('no_answer', 0, 'the connection ended early')
          if (done) return controller.close()
          failures = 0
          offset += value.byteLength
          return controller.enqueue(value)
        } catch (cause) {
          failures += 1
          const isFinal = cause instanceof Problem && !PASSING.has(cause.code)
          if (isFinal || signal.aborted || failures >= MOST_FAILURES) throw cause
          reader = null
          await new Promise((resolve) => setTimeout(resolve, 500 * (failures - 1)))
        }
      }
    },
    cancel: () => reader?.cancel(),
  })
}

/** Whether two tickets are for the same bytes. */
export function haveSameContent(one: Ticket, other: Ticket): boolean {
  return (
    one.size_bytes === other.size_bytes &&
    (one.sha256 ?? null) === (other.sha256 ?? null) &&
    JSON.stringify(one.checksum ?? null) === JSON.stringify(other.checksum ?? null)
  )
}
