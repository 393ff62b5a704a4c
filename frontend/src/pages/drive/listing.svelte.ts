import { answerOf, asProblem, type Problem } from '../../api/problem'
import type { Entry, EntryPage, EntryRole, Order, PathItem, Sort } from '../../api/types'

/** Entries of one page while a folder is opened; later pages are larger, as whoever scrolls wants more. */
const FIRST_PAGE = 100
const NEXT_PAGE = 500
const LARGEST_PAGE = 1000
/** As many as are read for what is meant for all of them. */
const MOST_READ = 50_000

/** A folder with the way to it; who holds a link is told no role. */
export interface OpenFolder extends Entry {
  path: PathItem[]
  role?: EntryRole
  owner_name?: string | null
}

/** Where entries come from: the account's drive, or a link. */
export interface FolderSource {
  /** A page of the folder; `notModified` when the ETag still holds. */
  list(
    folder: string,
    query: { sort: Sort; order: Order; limit: number; cursor?: string },
    etag: string | null,
  ): Promise<{ page: EntryPage; etag: string | null } | 'not_modified'>
  /** The folder itself with its path. */
  entry(folder: string): Promise<OpenFolder>
}

/** One folder as it is shown: its path, and its entries as far as they were scrolled to. */
export class FolderListing {
  status = $state<'loading' | 'ready' | 'failed'>('loading')
  problem = $state.raw<Problem | null>(null)
  /** From the root down to this folder; null until it is known. */
  path = $state.raw<PathItem[] | null>(null)
  folder = $state.raw<OpenFolder | null>(null)
  items = $state.raw<Entry[]>([])
  cursor = $state.raw<string | null>(null)
  loadingMore = $state(false)
  moreFailed = $state(false)

  #etag: string | null = null
  #turn = 0
  #reading: Promise<void> | null = null

  constructor(
    private readonly source: FolderSource,
    readonly id: string,
    readonly sort: Sort,
    readonly order: Order,
  ) {}

  /** Opens the folder, or looks again after it failed. */
  async load(): Promise<void> {
    if (this.status === 'failed') this.status = 'loading'
    try {
      await Promise.all([this.#loadFolder(), this.#loadPage()])
      this.status = 'ready'
      this.problem = null
    } catch (cause) {
      this.problem = asProblem(cause)
      this.status = 'failed'
    }
  }

  /** Reads again what is shown, without a flicker. What cannot be read now stays as it was. */
  async refresh(): Promise<void> {
    if (this.status !== 'ready') return this.load()
    try {
      await Promise.all([this.#loadFolder(), this.#loadPage()])
    } catch (cause) {
      const problem = asProblem(cause)
      if (problem.code !== 'not_found') return
      this.problem = problem
      this.status = 'failed'
    }
  }

  /** Shows an entry as another call has answered it, before the list is read again. */
  replace(entry: Entry) {
    this.items = this.items.map((shown) => (shown.id === entry.id ? { ...shown, ...entry } : shown))
  }

  /** The next page, when the end of the list comes into sight. */
  more(limit = NEXT_PAGE): Promise<void> {
    this.#reading ??= this.#readMore(limit).finally(() => (this.#reading = null))
    return this.#reading
  }

  /** All that is left, for whoever wants the end of the list or everything in it. */
  async rest(): Promise<void> {
    do await this.more(LARGEST_PAGE)
    while (this.cursor !== null && !this.moreFailed && this.items.length < MOST_READ)
  }

  async #readMore(limit: number) {
    if (this.cursor === null) return
    const turn = this.#turn
    this.loadingMore = true
    this.moreFailed = false
    try {
      const query = { sort: this.sort, order: this.order, limit, cursor: this.cursor }
      const answer = await this.source.list(this.id, query, null)
      if (turn !== this.#turn || answer === 'not_modified') return
      this.items = [...this.items, ...answer.page.items]
      this.cursor = answer.page.next_cursor ?? null
    } catch (cause) {
      asProblem(cause)
      this.moreFailed = true
    } finally {
      this.loadingMore = false
    }
  }

  async #loadFolder() {
    const folder = await this.source.entry(this.id)
    this.folder = folder
    this.path = folder.path
  }

  /** As many as are shown, so that the scroll position keeps its meaning. */
  async #loadPage() {
    const turn = (this.#turn += 1)
    const shown = Math.max(FIRST_PAGE, this.items.length)
    const items: Entry[] = []
    let etag: string | null = null
    let cursor: string | null = null
    do {
      const isFirst = cursor === null
      const limit = Math.min(LARGEST_PAGE, shown - items.length)
      const query = { sort: this.sort, order: this.order, limit, ...(cursor === null ? {} : { cursor }) }
      // Only a folder that fits one page is known by its first page's tag.
      const known = isFirst && shown <= LARGEST_PAGE ? this.#etag : null
      const answer = await this.source.list(this.id, query, known)
      if (turn !== this.#turn || answer === 'not_modified') return
      if (isFirst) etag = answer.etag
      items.push(...answer.page.items)
      cursor = answer.page.next_cursor ?? null
    } while (cursor !== null && items.length < shown)
    this.#etag = etag
    this.items = items
    this.cursor = cursor
  }
}

/** Folders that were open lately, so that back and forward show them at once. */
export class FolderCache {
  #listings = new Map<string, FolderListing>()

  constructor(
    private readonly source: FolderSource,
    private readonly size = 30,
  ) {}

  open(id: string, sort: Sort, order: Order): { listing: FolderListing; isNew: boolean } {
    const key = `${id} ${sort} ${order}`
    const known = this.#listings.get(key)
    const listing = known ?? new FolderListing(this.source, id, sort, order)
    // Least recently opened first: that is the order in which a Map keeps them.
    this.#listings.delete(key)
    this.#listings.set(key, listing)
    const oldest = this.#listings.keys().next().value
    if (this.#listings.size > this.size && oldest !== undefined) this.#listings.delete(oldest)
    return { listing, isNew: known === undefined }
  }

  clear() {
    this.#listings.clear()
  }
}
