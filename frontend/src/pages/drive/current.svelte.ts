import { answerOf } from '../../api/problem'
import { api } from '../../api/session.svelte'
import type { PathItem } from '../../api/types'

/** The folder that is open, for the new button and for what is dropped on the window. */
class CurrentFolder {
  /** From the root down; null while it is loading or when no folder is open. */
  path = $state.raw<readonly PathItem[] | null>(null)
  /** Counts up whenever something was added here by this tab, so that the list looks again. */
  changes = $state(0)

  /** Where new things go: the open folder, or the root when none is open. */
  async target(): Promise<readonly PathItem[]> {
    if (this.path) return this.path
    const root = await answerOf(api.GET('/api/entries/{id}', { params: { path: { id: 'root' } } }))
    return root.path
  }
}

export const current = new CurrentFolder()
