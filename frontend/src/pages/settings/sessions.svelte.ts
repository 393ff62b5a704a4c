import { answerOf, asProblem, type Problem } from '../../api/problem'
import { api } from '../../api/session.svelte'
import type { SignedInSession } from '../../api/types'

/** Where the account is signed in. */
export class Sessions {
  status = $state<'loading' | 'ready' | 'failed'>('loading')
  problem = $state.raw<Problem | null>(null)
  /** This browser first, then the ones used last. */
  items = $state.raw<readonly SignedInSession[]>([])

  readonly others = $derived(this.items.filter(({ current }) => !current))

  async load() {
    if (this.status === 'failed') this.status = 'loading'
    try {
      const { items } = await answerOf(api.GET('/api/sessions'))
      this.items = [...items].sort(
        (a, b) => Number(b.current) - Number(a.current) || (a.last_used_at < b.last_used_at ? 1 : -1),
      )
      this.status = 'ready'
    } catch (cause) {
      this.problem = asProblem(cause)
      this.status = 'failed'
    }
  }

  async end(id: string) {
    await answerOf(api.DELETE('/api/sessions/{id}', { params: { path: { id } } })).catch((cause) => {
      // Over already is what was wanted.
      if (asProblem(cause).code !== 'not_found') throw cause
    })
    this.items = this.items.filter((session) => session.id !== id)
  }

  async endOthers() {
    await answerOf(api.DELETE('/api/sessions'))
    this.items = this.items.filter(({ current }) => current)
  }
}
