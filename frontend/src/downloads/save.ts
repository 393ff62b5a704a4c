import { Problem } from '../api/problem'
import { trustedScript } from '../trusted'
import { moveTo } from './download'
import { saveBlob } from './save-blob'

/** Where nothing can be streamed, a download of at most this size is put together in memory. */
export const MEMORY_BYTES = 512 * 1024 * 1024

/** A download that the browser has not begun by then begins no more. As `sw.js` has it. */
export const BEGIN_MS = 30_000

/** Saves a stream as a file: where the person says, through the service worker, or out of memory. */
export async function saveStream(
  open: () => ReadableStream<Uint8Array>,
  name: string,
  expectedBytes: number,
  signal: AbortSignal,
) {
  if (window.showSaveFilePicker) {
    const handle = await window.showSaveFilePicker({ suggestedName: name })
    return open().pipeTo(await handle.createWritable(), { signal })
  }
  if (navigator.serviceWorker) return streamThroughWorker(open(), name, signal)
  if (expectedBytes > MEMORY_BYTES) throw new Problem('too_large', 0)
  saveBlob(await new Response(open()).blob(), name)
}

/** The service worker answers one address with what this page sends it, so that the browser saves it as any download. */
async function streamThroughWorker(stream: ReadableStream<Uint8Array>, name: string, signal: AbortSignal) {
  const worker = await activeWorker()
  const { port1, port2 } = new MessageChannel()
  const id = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
  const ready = new Promise<void>((resolve) => (port1.onmessage = () => resolve()))
  worker.postMessage({ kind: 'stream', id, name }, [port2])
  await ready
  // A worker that hears nothing for half a minute may be stopped in the middle of a file.
  const alive = setInterval(() => worker.postMessage({ kind: 'alive' }), 10_000)
  try {
    const done = pump(stream, port1, signal)
    moveTo(`/sw-download/${id}/${encodeURIComponent(name)}`)
    await done
  } finally {
    clearInterval(alive)
    port1.close()
  }
}

/** Sends a chunk whenever the worker asks for one: the disk sets the pace, not the memory. */
export function pump(stream: ReadableStream<Uint8Array>, port: MessagePort, signal: AbortSignal): Promise<void> {
  const reader = stream.getReader()
  return new Promise((resolve, reject) => {
    const stop = (cause: unknown) => {
      clearTimeout(beginning)
      port.postMessage({ kind: 'error' })
      void reader.cancel(cause).catch(() => undefined)
      reject(cause)
    }
    const beginning = setTimeout(() => stop(new Problem('no_answer', 0, 'the download did not begin')), BEGIN_MS)
    signal.addEventListener('abort', () => stop(signal.reason), { once: true })
    port.onmessage = async ({ data }: MessageEvent<{ kind: 'pull' | 'cancel' }>) => {
      clearTimeout(beginning)
      if (data.kind === 'cancel') return stop(new DOMException('cancelled in the browser', 'AbortError'))
      try {
        const { done, value } = await reader.read()
        if (done) {
          port.postMessage({ kind: 'end' })
          return resolve()
        }
        // Copied where the chunk is a view of a larger buffer, which must not be taken away from others.
        const chunk = value.byteLength === value.buffer.byteLength ? value : value.slice()
        port.postMessage({ kind: 'chunk', chunk }, [chunk.buffer])
      } catch (cause) {
        stop(cause)
      }
    }
  })
}

async function activeWorker(): Promise<ServiceWorker> {
  await navigator.serviceWorker.register(trustedScript('/sw.js'), { scope: '/' })
  const { active } = await navigator.serviceWorker.ready
  return active!
}
