import type { TimedTicket } from './tickets'

const MOST_TRIES = 5

/** The bytes of one file. A connection that breaks is taken up where it broke, with a fresh ticket. */
export function bodyOf(timed: TimedTicket, signal: AbortSignal, fetcher: typeof fetch = fetch) {
  let offset = 0
  let tries = 0
  let reader: ReadableStreamDefaultReader<Uint8Array> | null = null

  async function open() {
    for (;;) {
      tries += 1
      const url = await timed.freshUrl(tries > 1)
      const headers: Record<string, string> = offset > 0 ? { range: `bytes=${offset}-` } : {}
      const response = await fetcher(url, { headers, signal, credentials: 'omit' }).catch(refuseOrNull)
      const isRight = response && response.body && response.status === (offset > 0 ? 206 : 200)
      if (isRight) return response.body!.getReader()
      if (tries >= MOST_TRIES) throw new Error(`the store answered ${response?.status ?? 'nothing'}`)
      await new Promise((resolve) => setTimeout(resolve, 500 * tries))
    }
  }

  function refuseOrNull(cause: unknown): null {
    if (signal.aborted) throw cause
    return null
  }

  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      for (;;) {
        try {
          reader ??= await open()
          const { done, value } = await reader.read()
          if (done && offset < timed.ticket.size_bytes) throw new TypeError('the connection ended early')
          if (done) return controller.close()
          offset += value.byteLength
          return controller.enqueue(value)
        } catch (cause) {
          if (signal.aborted || tries >= MOST_TRIES) throw cause
          reader = null
        }
      }
    },
    cancel: () => reader?.cancel(),
  })
}
