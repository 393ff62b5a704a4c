import type { PutOutcome } from './apply'

/** Without a byte of progress for this long, a connection is taken for dead. */
const STALL_MS = 60_000

export interface PutRequest {
  url: string
  headers: Record<string, string>
  body: Blob
  signal: AbortSignal
  onProgress: (sentBytes: number) => void
}

/** Sends one part to its signed URL. XMLHttpRequest, because fetch does not tell how far an upload is. */
export function putPart({ url, headers, body, signal, onProgress }: PutRequest): Promise<PutOutcome> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest()
    let stall = setTimeout(() => request.abort(), STALL_MS)
    const stillAlive = () => {
      clearTimeout(stall)
      stall = setTimeout(() => request.abort(), STALL_MS)
    }
    const abort = () => request.abort()
    const end = async (outcome: PutOutcome | Promise<PutOutcome>) => {
      clearTimeout(stall)
      signal.removeEventListener('abort', abort)
      resolve(await outcome)
    }
    request.upload.addEventListener('progress', (event) => {
      stillAlive()
      onProgress(event.loaded)
    })
    request.addEventListener('load', () => end(outcomeOf(request.status, request.getResponseHeader('retry-after'))))
    request.addEventListener('abort', () => end(signal.aborted ? 'aborted' : { code: 'no_answer' }))
    request.addEventListener('error', () => end(brokenBy(body)))
    signal.addEventListener('abort', abort)
    request.open('PUT', url)
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    // A body with a type of its own would add a Content-Type that was not signed.
    request.send(body.type ? body.slice(0, body.size, '') : body)
  })
}

/** What the store's answer means. */
export function outcomeOf(status: number, retryAfter: string | null): PutOutcome {
  const retryAfterS = retryAfter !== null && /^\d+$/.test(retryAfter) ? Number(retryAfter) : null
  if (status >= 200 && status < 300) return 'stored'
  if (status === 412) return 'stored'
  if (status === 403) return 'expired'
  if (status === 400) return 'differs'
  if (status === 404) return 'gone'
  if (status === 507) return { code: 'insufficient_storage' }
  return { code: 'unavailable', retryAfterS }
}

/** A failed request is the network's fault, unless the file cannot be read any more. */
async function brokenBy(body: Blob): Promise<PutOutcome> {
  try {
    await body.slice(0, 1).arrayBuffer()
    return { code: 'no_answer' }
  } catch {
    return 'unreadable'
  }
}
