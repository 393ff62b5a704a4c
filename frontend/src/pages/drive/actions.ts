import Cut from '@lucide/svelte/icons/scissors'
import Download from '@lucide/svelte/icons/download'
import ExternalLink from '@lucide/svelte/icons/external-link'
import FolderOpen from '@lucide/svelte/icons/folder-open'
import Move from '@lucide/svelte/icons/folder-input'
import History from '@lucide/svelte/icons/history'
import Inbox from '@lucide/svelte/icons/inbox'
import Link from '@lucide/svelte/icons/link'
import Pencil from '@lucide/svelte/icons/pencil'
import Star from '@lucide/svelte/icons/star'
import StarOff from '@lucide/svelte/icons/star-off'
import Trash from '@lucide/svelte/icons/trash-2'
import type { Entry } from '../../api/types'
import type { MenuItem } from '../../components/menus.svelte'
import { moveWords } from './move-words'
import { trashWords } from './trash-words'
import { driveWords as t } from './words'

export interface Acts {
  open: (entry: Entry) => void
  openInTab: (entry: Entry) => void
  download: (entries: readonly Entry[]) => void
  share: (entries: readonly Entry[]) => void
  requestFiles: (folder: Entry) => void
  rename: (entry: Entry) => void
  move: (entries: readonly Entry[]) => void
  cut: (entries: readonly Entry[]) => void
  star: (entries: readonly Entry[]) => void
  trash: (entries: readonly Entry[]) => void
  versions: (entry: Entry) => void
}

/** What can be done with the chosen entries: the same list for the right button, the long press and the row's own button. */
export function actionsFor(chosen: readonly Entry[], acts: Acts): MenuItem[] {
  if (chosen.length === 0) return []
  const only = chosen.length === 1 ? chosen[0]! : null
  const items: MenuItem[] = []
  if (only)
    items.push({ kind: 'action', label: t().open, icon: FolderOpen, keys: 'Enter', act: () => acts.open(only) })
  if (only?.kind === 'folder') {
    items.push({ kind: 'action', label: t().openInTab, icon: ExternalLink, act: () => acts.openInTab(only) })
  }
  if (only) items.push({ kind: 'line' })
  items.push({ kind: 'action', label: t().download, icon: Download, act: () => acts.download(chosen) })
  items.push({ kind: 'action', label: t().share, icon: Link, act: () => acts.share(chosen) })
  if (only?.kind === 'folder')
    items.push({ kind: 'action', label: t().requestFiles, icon: Inbox, act: () => acts.requestFiles(only) })
  if (only?.kind === 'file')
    items.push({ kind: 'action', label: t().versions, icon: History, act: () => acts.versions(only) })
  items.push({ kind: 'line' })
  const w = moveWords()
  if (only) items.push({ kind: 'action', label: w.rename, icon: Pencil, keys: 'F2', act: () => acts.rename(only) })
  items.push({ kind: 'action', label: w.moveTo, icon: Move, act: () => acts.move(chosen) })
  items.push({ kind: 'action', label: w.cut, icon: Cut, keys: w.keys.cut, act: () => acts.cut(chosen) })
  const starred = areStarred(chosen)
  const star = { label: starred ? w.unstar : w.star, icon: starred ? StarOff : Star, keys: '*' }
  items.push({ kind: 'action', ...star, act: () => acts.star(chosen) })
  items.push({ kind: 'line' })
  const trash = { label: trashWords().trash, icon: Trash, keys: trashWords().key }
  items.push({ kind: 'action', ...trash, act: () => acts.trash(chosen) })
  return items
}

/** Starring several adds stars until all have one; only then it takes them away. */
export function areStarred(entries: readonly Pick<Entry, 'starred'>[]): boolean {
  return entries.length > 0 && entries.every(({ starred }) => starred)
}
