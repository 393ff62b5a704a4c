import { answerOf, asProblem, type Problem } from '../../api/problem'
import { api, session } from '../../api/session.svelte'
import type { AdminAccount } from '../../api/types'

export interface AccountChange {
  quota_bytes?: number
  status?: 'active' | 'suspended'
  role?: 'user' | 'admin'
}

const PAGE = 50

/** The accounts that are looked for, as far as they were read. */
export class Accounts {
  status = $state<'loading' | 'ready' | 'failed'>('loading')
  problem = $state.raw<Problem | null>(null)
  items = $state.raw<readonly AdminAccount[]>([])
  /** More are being read. */
  growing = $state(false)
  #next = $state.raw<string | null>(null)
  #query = ''
  /** Counts searches, so that a slow answer of an earlier one is not shown. */
  #asked = 0

  get hasMore(): boolean {
    return this.#next !== null
  }

  async search(query: string) {
    this.#query = query.trim()
    const asked = (this.#asked += 1)
    if (this.status === 'failed') this.status = 'loading'
    try {
      const page = await this.#page(undefined)
      if (asked !== this.#asked) return
      this.items = page.items
      this.#next = page.next_cursor ?? null
      this.status = 'ready'
    } catch (cause) {
      if (asked !== this.#asked) return
      this.problem = asProblem(cause)
      this.status = 'failed'
    }
  }

  /** Throws what went wrong; what was read stays. */
  async more() {
    if (this.#next === null || this.growing) return
    const asked = this.#asked
    this.growing = true
    try {
      const page = await this.#page(this.#next)
      if (asked !== this.#asked) return
      this.items = [...this.items, ...page.items]
      this.#next = page.next_cursor ?? null
    } finally {
      this.growing = false
    }
  }

  /** Changes an account and shows it as it is then. */
  async change(id: string, body: AccountChange): Promise<AdminAccount> {
    const changed = await answerOf(api.PATCH('/api/admin/accounts/{id}', { params: { path: { id } }, body }))
    this.items = this.items.map((account) => (account.id === id ? changed : account))
    // One's own room and role stand in the frame of the app.
    if (id === session.account?.id) await session.reloadAccount().catch(() => null)
    return changed
  }

  #page(cursor: string | undefined) {
    const query = { limit: PAGE, ...(this.#query === '' ? {} : { q: this.#query }), ...(cursor ? { cursor } : {}) }
    return answerOf(api.GET('/api/admin/accounts', { params: { query } }))
  }
}
