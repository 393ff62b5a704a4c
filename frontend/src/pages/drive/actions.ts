import Download from '@lucide/svelte/icons/download'
import ExternalLink from '@lucide/svelte/icons/external-link'
import FolderOpen from '@lucide/svelte/icons/folder-open'
import Link from '@lucide/svelte/icons/link'
import type { Entry } from '../../api/types'
import type { MenuItem } from '../../components/menus.svelte'
import { driveWords as t } from './words'

export interface Acts {
  open: (entry: Entry) => void
  openInTab: (entry: Entry) => void
  download: (entries: readonly Entry[]) => void
  share: (entries: readonly Entry[]) => void
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
  return items
}
