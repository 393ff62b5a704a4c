import { asProblem, type Problem } from '../../api/problem'
import type { Share } from '../../api/types'

const PAGE = 50

export type ReadShares = (query: {
  limit: number
  cursor?: string
}) => Promise<{ items: Share[]; next_cursor?: string | null }>

/** The links of an account as far as they were asked for, the newest first. */
export class ShareList {
  status = $state<'loading' | 'ready' | 'failed'>('loading')
  problem = $state.raw<Problem | null>(null)
  items = $state.raw<Share[]>([])
  loadingMore = $state(false)
  moreFailed = $state(false)
  hasMore = $state(false)

  #cursor: string | null = null

  constructor(private readonly read: ReadShares) {}

  async load(): Promise<void> {
    this.status = 'loading'
    try {
      this.#take(await this.read({ limit: PAGE }), [])
      this.status = 'ready'
    } catch (cause) {
      this.problem = asProblem(cause)
      this.status = 'failed'
    }
  }

  async more(): Promise<void> {
    if (this.#cursor === null || this.loadingMore) return
    this.loadingMore = true
    this.moreFailed = false
    try {
      this.#take(await this.read({ limit: PAGE, cursor: this.#cursor }), this.items)
    } catch (cause) {
      asProblem(cause)
      this.moreFailed = true
    } finally {
      this.loadingMore = false
    }
  }

  /** A link as it is after a change. */
  replace(share: Share) {
    this.items = this.items.map((item) => (item.id === share.id ? share : item))
  }

  /** A link that is no more; the next ones come up where none is left. */
  drop(id: string) {
    this.items = this.items.filter((item) => item.id !== id)
    if (this.items.length === 0) void this.more()
  }

  #take(page: { items: Share[]; next_cursor?: string | null }, before: readonly Share[]) {
    const known = new Set(before.map(({ id }) => id))
    this.items = [...before, ...page.items.filter(({ id }) => !known.has(id))]
    this.#cursor = page.next_cursor ?? null
    this.hasMore = this.#cursor !== null
  }
}
