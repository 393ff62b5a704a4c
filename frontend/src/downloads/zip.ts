import { makeZip } from 'client-zip'
import { asProblem } from '../api/problem'
import type { Entry } from '../api/types'
import { bodyOf } from './body'
import { saveStream } from './save'
import { allTickets, type TicketSource } from './tickets'
import { verified } from './verify'
import { zips, type ZipProgress } from './zips.svelte'

type Zipped = Pick<Entry, 'id' | 'kind' | 'name'> & { total_bytes?: number | null; size_bytes?: number }

/** Zips everything in these entries while it is downloaded; nothing but what is under way stays in memory. */
export async function downloadZip(entries: readonly Zipped[], source: TicketSource, name: string) {
  const abort = new AbortController()
  const totalBytes = entries.reduce((sum, entry) => sum + (entry.total_bytes ?? entry.size_bytes ?? 0), 0)
  const progress = zips.add({ name, totalBytes, cancel: () => abort.abort() })
  // The paths of a single folder's tickets begin below it; in the zip it stands around them.
  const only = entries.length === 1 && entries[0]!.kind === 'folder' ? entries[0]! : null
  const files = filesOf(entries, source, only ? `${only.name}/` : '', abort.signal, progress)
  try {
    // zip64 throughout: sizes and numbers of files are only known at the end.
    await saveStream(() => makeZip(files, { buffersAreUTF8: true }), name, totalBytes, abort.signal)
    progress.state = 'done'
    setTimeout(() => zips.remove(progress.id), 4_000)
  } catch (cause) {
    if (abort.signal.aborted || isAbort(cause)) return zips.remove(progress.id)
    progress.state = 'failed'
    progress.problem = asProblem(cause)
    abort.abort()
    throw progress.problem
  }
}

async function* filesOf(
  entries: readonly Zipped[],
  source: TicketSource,
  prefix: string,
  signal: AbortSignal,
  progress: ZipProgress,
) {
  const ids = entries.map(({ id }) => id)
  for await (const timed of allTickets(source, ids)) {
    signal.throwIfAborted()
    const body = bodyOf(timed, signal)
      .pipeThrough(verified(timed.ticket))
      .pipeThrough(
        new TransformStream<Uint8Array, Uint8Array>({
          transform(chunk, controller) {
            progress.bytes += chunk.byteLength
            controller.enqueue(chunk)
          },
        }),
      )
    yield { name: prefix + timed.ticket.path, input: body, size: timed.ticket.size_bytes }
    progress.files += 1
  }
}

function isAbort(cause: unknown): boolean {
  return cause instanceof DOMException && cause.name === 'AbortError'
}
