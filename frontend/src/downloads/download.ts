import type { Entry } from '../api/types'
import { withoutWarning } from './leaving'
import type { TicketSource } from './tickets'

type Downloaded = Pick<Entry, 'id' | 'kind' | 'name'> & { total_bytes?: number | null; size_bytes?: number }

/** Downloads one file as it is, and several or a folder as one zip. */
export async function download(entries: readonly Downloaded[], source: TicketSource, zipName: string) {
  if (entries.length === 1 && entries[0]!.kind === 'file') return downloadFile(entries[0]!.id, source)
  const { downloadZip } = await import('./zip')
  await downloadZip(entries, source, `${zipName}.zip`)
}

/** The store says in its answer that it is a download, so the page stays where it is. */
async function downloadFile(id: string, source: TicketSource) {
  const { tickets } = await source.page([id], 'attachment', null)
  moveTo(tickets[0]!.url)
}

export function moveTo(url: string) {
  const link = document.createElement('a')
  link.href = url
  link.rel = 'noreferrer'
  document.body.append(link)
  withoutWarning(() => link.click())
  link.remove()
}
