import { asProblem, type Problem } from '../../api/problem'
import type { TrashItem, TrashPage } from '../../api/types'

const FIRST_PAGE = 100
const NEXT_PAGE = 500
const LARGEST_PAGE = 1000

/** Reads a page of the trash. */
export type ReadPage = (query: { limit: number; cursor?: string }) => Promise<TrashPage>

/** The trash as far as it was scrolled to. */
export class TrashListing {
  status = $state<'loading' | 'ready' | 'failed'>('loading')
  problem = $state.raw<Problem | null>(null)
  items = $state.raw<TrashItem[]>([])
  loadingMore = $state(false)
  moreFailed = $state(false)

  #cursor: string | null = null
  #turn = 0

  constructor(private readonly read: ReadPage) {}

  /** Reads it from the beginning, as much as is shown; that stays until the answer is there. */
  async load(): Promise<void> {
    const turn = (this.#turn += 1)
    if (this.status === 'failed') this.status = 'loading'
    try {
      const limit = Math.min(LARGEST_PAGE, Math.max(FIRST_PAGE, this.items.length))
      const page = await this.read({ limit })
      if (turn !== this.#turn) return
      this.items = page.items
      this.#cursor = page.next_cursor ?? null
      this.status = 'ready'
      this.problem = null
    } catch (cause) {
      if (turn !== this.#turn || this.status === 'ready') return
      this.problem = asProblem(cause)
      this.status = 'failed'
    }
  }

  /** The next page, when the end comes into sight. */
  async more(): Promise<void> {
    if (this.#cursor === null || this.loadingMore) return
    const turn = this.#turn
    this.loadingMore = true
    this.moreFailed = false
    try {
      const page = await this.read({ limit: NEXT_PAGE, cursor: this.#cursor })
      if (turn !== this.#turn) return
      const known = new Set(this.items.map(({ id }) => id))
      this.items = [...this.items, ...page.items.filter(({ id }) => !known.has(id))]
      this.#cursor = page.next_cursor ?? null
    } catch (cause) {
      asProblem(cause)
      this.moreFailed = true
    } finally {
      this.loadingMore = false
    }
    // What was shown may have gone meanwhile; then there is nothing whose end could come into sight.
    if (this.items.length === 0 && this.#cursor !== null && !this.moreFailed) await this.more()
  }

  /** What left the trash. */
  drop(id: string) {
    this.items = this.items.filter((item) => item.id !== id)
    if (this.items.length === 0) void this.more()
  }
}
