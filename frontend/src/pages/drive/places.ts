// Where entries can go. Values in, values out.
import type { Entry, PathItem } from '../../api/types'
import { splitEnding } from '../../format/names'

/** Whether anything would change by moving these entries into the folder at the end of the path, and no folder into itself. */
export function canMoveTo(
  entries: readonly Pick<Entry, 'id' | 'parent_id'>[],
  path: readonly PathItem[] | null,
): boolean {
  const folder = path?.at(-1)?.id
  if (!path || folder === undefined || entries.length === 0) return false
  const above = new Set(path.map(({ id }) => id))
  return entries.every(({ id }) => !above.has(id)) && entries.some(({ parent_id }) => parent_id !== folder)
}

/** How the folder at the end of a path is called; the top of a drive has no name. */
export function folderName(path: readonly PathItem[], top: string): string {
  return path.at(-1)?.name || top
}

/** The folders that people were given and that something leaves when it moves: those people will not see it any more. */
export function leftBehind(from: readonly PathItem[] | null, to: readonly PathItem[]): PathItem[] {
  const stays = new Set(to.map(({ id }) => id))
  return (from ?? []).filter(({ id, has_members }) => has_members && !stays.has(id))
}

/** Names to try one after another where a name is taken: `사진 (2).jpg`, `사진 (3).jpg`, … */
export function otherNames(name: string, count: number): string[] {
  const [stem, ending] = splitEnding(name)
  return Array.from({ length: count }, (_, index) => `${stem} (${index + 2})${ending}`)
}

/** How much of a name is chosen when it is about to be changed: a file's without its ending. */
export function stemLength(entry: Pick<Entry, 'kind' | 'name'>): number {
  return entry.kind === 'folder' ? entry.name.length : splitEnding(entry.name)[0].length
}
