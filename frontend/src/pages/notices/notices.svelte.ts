import { asProblem, type Problem } from '../../api/problem'
import type { Notice, NoticePage } from '../../api/types'

const PAGE = 30

export type ReadNotices = (query: { limit: number; cursor?: string }) => Promise<NoticePage>

/** What an account is told of, as far as it was asked for, the newest first. */
export class NoticeList {
  status = $state<'loading' | 'ready' | 'failed'>('loading')
  problem = $state.raw<Problem | null>(null)
  items = $state.raw<readonly Notice[]>([])
  loadingMore = $state(false)
  moreFailed = $state(false)
  hasMore = $state(false)

  #cursor: string | null = null

  /** `markRead` is told the moment up to which everything was shown. */
  constructor(
    private readonly read: ReadNotices,
    private readonly markRead: (at: string) => Promise<void>,
  ) {}

  async load(): Promise<void> {
    if (this.status === 'failed') this.status = 'loading'
    try {
      const page = await this.read({ limit: PAGE })
      // What was unread when the page was opened stays marked for as long as one looks at it.
      const fresh = new Set(this.items.filter(({ unread }) => unread).map(keyOf))
      this.#take(page, [])
      this.items = this.items.map((item) => (fresh.has(keyOf(item)) ? { ...item, unread: true } : item))
      this.status = 'ready'
      const newest = page.items[0]
      if (newest?.unread) await this.markRead(newest.at)
    } catch (cause) {
      // What cannot be read again now stays as it was.
      if (this.status === 'ready') return
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

  #take(page: NoticePage, before: readonly Notice[]) {
    const known = new Set(before.map(({ id }) => id))
    this.items = [...before, ...page.items.filter(({ id }) => !known.has(id))]
    this.#cursor = page.next_cursor ?? null
    this.hasMore = this.#cursor !== null
  }
}

/** The same notice at the same time: what happened again is news again by itself. */
function keyOf({ id, at }: Notice): string {
  return `${id} ${at}`
}
