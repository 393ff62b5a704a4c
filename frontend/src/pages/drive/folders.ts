import { answerOf } from '../../api/problem'
import { api } from '../../api/session.svelte'
import type { Entry, EntryPage } from '../../api/types'

/** Folders of one page of the picker. */
const PAGE = 200

export interface FolderPage {
  folders: Entry[]
  /** What to ask the next page with; null after the last folder. */
  cursor: string | null
}

/** The folders of a page of a listing by name. Folders stand before files, so after the first file there are no more. */
export function onlyFolders({ items, next_cursor }: EntryPage): FolderPage {
  const folders = items.filter(({ kind }) => kind === 'folder')
  return { folders, cursor: folders.length < items.length ? null : (next_cursor ?? null) }
}

/** A page of the folders in a folder. */
export async function foldersIn(id: string, cursor: string | null): Promise<FolderPage> {
  const query = { sort: 'name' as const, limit: PAGE, ...(cursor === null ? {} : { cursor }) }
  return onlyFolders(await answerOf(api.GET('/api/folders/{id}/entries', { params: { path: { id }, query } })))
}
