import { answerOf } from '../../api/problem'
import { api } from '../../api/session.svelte'
import type { EntryRole, PathItem } from '../../api/types'
import { rightsOf } from './rights'

/** The folder that is open, for the new button and for what is dropped on the window. */
class CurrentFolder {
  /** From the root down; null while it is loading or when no folder is open. */
  path = $state.raw<readonly PathItem[] | null>(null)
  /** What one may do with it; null while it is loading or when no folder is open. */
  role = $state<EntryRole | null>(null)
  /** Counts up whenever something was added here by this tab, so that the list looks again. */
  changes = $state(0)

  /** Whether new things can be put into it; without an open folder they go to one's own drive. */
  readonly canAdd = $derived(this.path === null || rightsOf(this.role).change)

  /** Where new things go: the open folder, or the root when none is open. */
  async target(): Promise<readonly PathItem[]> {
    if (this.path) return this.path
    const root = await answerOf(api.GET('/api/entries/{id}', { params: { path: { id: 'root' } } }))
    return root.path
  }
}

export const current = new CurrentFolder()
