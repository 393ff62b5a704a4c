import ClipboardCopy from '@lucide/svelte/icons/clipboard-copy'
import Copy from '@lucide/svelte/icons/copy'
import CopyPlus from '@lucide/svelte/icons/copy-plus'
import Gauge from '@lucide/svelte/icons/gauge'
import Cut from '@lucide/svelte/icons/scissors'
import Download from '@lucide/svelte/icons/download'
import ExternalLink from '@lucide/svelte/icons/external-link'
import FolderOpen from '@lucide/svelte/icons/folder-open'
import Move from '@lucide/svelte/icons/folder-input'
import Info from '@lucide/svelte/icons/info'
import History from '@lucide/svelte/icons/history'
import Inbox from '@lucide/svelte/icons/inbox'
import Link from '@lucide/svelte/icons/link'
import Pencil from '@lucide/svelte/icons/pencil'
import Star from '@lucide/svelte/icons/star'
import StarOff from '@lucide/svelte/icons/star-off'
import Users from '@lucide/svelte/icons/users'
import Trash from '@lucide/svelte/icons/trash-2'
import type { Entry } from '../../api/types'
import type { MenuItem } from '../../components/menus.svelte'
import { memberWords } from './member-words'
import { copyWords } from './copy-words'
import { moveWords } from './move-words'
import type { Rights } from './rights'
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
  copy: (entries: readonly Entry[]) => void
  copyTo: (entries: readonly Entry[]) => void
  makeCopy: (entries: readonly Entry[]) => void
  limit: (entry: Entry) => void
  star: (entries: readonly Entry[]) => void
  trash: (entries: readonly Entry[]) => void
  versions: (entry: Entry) => void
  details: () => void
  members: (entry: Entry) => void
}

/** What can be done with the chosen entries: the same list for the right button, the long press and the row's own button. */
export function actionsFor(chosen: readonly Entry[], acts: Acts, rights: Rights): MenuItem[] {
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
  if (rights.own) items.push({ kind: 'action', label: t().share, icon: Link, act: () => acts.share(chosen) })
  if (rights.own && only)
    items.push({ kind: 'action', label: memberWords().people, icon: Users, act: () => acts.members(only) })
  if (rights.own && only?.kind === 'folder')
    items.push({ kind: 'action', label: t().requestFiles, icon: Inbox, act: () => acts.requestFiles(only) })
  const c = copyWords()
  const copyTo: MenuItem = { kind: 'action', label: c.copyTo, icon: Copy, act: () => acts.copyTo(chosen) }
  if (!rights.change) return [...items, copyTo]
  if (only?.kind === 'file')
    items.push({ kind: 'action', label: t().versions, icon: History, act: () => acts.versions(only) })
  const info = { label: t().details, icon: Info, keys: moveWords().keys.details }
  items.push({ kind: 'action', ...info, act: () => acts.details() })
  items.push({ kind: 'line' })
  const w = moveWords()
  if (only) items.push({ kind: 'action', label: w.rename, icon: Pencil, keys: 'F2', act: () => acts.rename(only) })
  items.push({ kind: 'action', label: w.moveTo, icon: Move, act: () => acts.move(chosen) })
  items.push({ kind: 'action', label: w.cut, icon: Cut, keys: w.keys.cut, act: () => acts.cut(chosen) })
  items.push(copyTo)
  items.push({ kind: 'action', label: c.makeCopy, icon: CopyPlus, act: () => acts.makeCopy(chosen) })
  items.push({ kind: 'action', label: c.copy, icon: ClipboardCopy, keys: c.key, act: () => acts.copy(chosen) })
  const starred = areStarred(chosen)
  const star = { label: starred ? w.unstar : w.star, icon: starred ? StarOff : Star, keys: '*' }
  if (rights.own) items.push({ kind: 'action', ...star, act: () => acts.star(chosen) })
  if (rights.own && only?.kind === 'folder')
    items.push({ kind: 'action', label: t().limit, icon: Gauge, act: () => acts.limit(only) })
  items.push({ kind: 'line' })
  const trash = { label: trashWords().trash, icon: Trash, keys: trashWords().key }
  items.push({ kind: 'action', ...trash, act: () => acts.trash(chosen) })
  return items
}

/** Starring several adds stars until all have one; only then it takes them away. */
export function areStarred(entries: readonly Pick<Entry, 'starred'>[]): boolean {
  return entries.length > 0 && entries.every(({ starred }) => starred)
}
