import { asProblem, type Problem } from '../../api/problem'
import type { FoundItem, FoundPage } from '../../api/types'

const PAGE = 100
const LARGEST_PAGE = 1000
/** With fewer rows than a screen has, the next page is read at once: a page may be short where much lies in the trash. */
const ENOUGH = 30
/** How many pages are read so without being asked. */
const MOST_ROUNDS = 10

/** Reads a page. */
export type ReadFound = (query: { limit: number; cursor?: string }, signal: AbortSignal) => Promise<FoundPage>

/** What was found, as far as it was scrolled to. A new search replaces the one before, whose answers do not matter any more. */
export class FoundListing {
  status = $state<'idle' | 'loading' | 'ready' | 'failed'>('idle')
  problem = $state.raw<Problem | null>(null)
  items = $state.raw<FoundItem[]>([])
  /** What is shown is of the search before; the answer is on its way. */
  stale = $state(false)
  loadingMore = $state(false)
  moreFailed = $state(false)
  /** There may be more than was looked at. */
  isCut = $state(false)

  #cursor: string | null = null
  #read: ReadFound | null = null
  #abort: AbortController | null = null

  /** Searches for something; what is shown stays until the answer is there. */
  async search(read: ReadFound): Promise<void> {
    this.#read = read
    await this.#load(PAGE)
  }

  /** Nothing is searched for any more. */
  clear() {
    this.#abort?.abort()
    this.#read = null
    this.#show([], null)
    this.status = 'idle'
    this.stale = false
  }

  /** Reads it again from the beginning, as much as is shown. What cannot be read now stays as it was. */
  async load(): Promise<void> {
    await this.#load(Math.min(LARGEST_PAGE, Math.max(PAGE, this.items.length)), this.status === 'ready')
  }

  async #load(limit: number, keeps = false) {
    const read = this.#read
    if (!read) return
    this.#abort?.abort()
    const abort = (this.#abort = new AbortController())
    if (this.status !== 'ready') this.status = 'loading'
    this.stale = this.status === 'ready'
    this.moreFailed = false
    this.loadingMore = false
    try {
      const page = await read({ limit }, abort.signal)
      if (abort.signal.aborted) return
      this.#show(page.items, page.next_cursor ?? null)
      this.problem = null
      this.stale = false
      await this.#fill()
    } catch (cause) {
      if (abort.signal.aborted || keeps) return
      this.problem = asProblem(cause)
      this.#show([], null)
      this.status = 'failed'
    } finally {
      if (!abort.signal.aborted) this.stale = false
    }
  }

  /** The next page, when the end comes into sight. */
  async more(): Promise<void> {
    const abort = this.#abort
    if (!this.#read || !abort || this.#cursor === null || this.loadingMore || this.stale) return
    this.loadingMore = true
    this.moreFailed = false
    try {
      await this.#next(this.#read, abort.signal)
    } catch (cause) {
      if (abort.signal.aborted) return
      asProblem(cause)
      this.moreFailed = true
    } finally {
      if (!abort.signal.aborted) this.loadingMore = false
    }
  }

  replace(item: FoundItem) {
    this.items = this.items.map((known) => (known.id === item.id ? item : known))
  }

  drop(id: string) {
    this.items = this.items.filter((item) => item.id !== id)
  }

  #show(items: FoundItem[], cursor: string | null) {
    this.items = items
    this.#cursor = cursor
    this.isCut = cursor !== null
    // An empty first page that has a next one is no answer yet.
    if (items.length > 0 || cursor === null) this.status = 'ready'
  }

  async #fill() {
    for (let round = 0; round < MOST_ROUNDS && this.items.length < ENOUGH && this.#cursor !== null; round += 1) {
      await this.more()
      if (this.moreFailed) break
    }
    this.status = 'ready'
  }

  async #next(read: ReadFound, signal: AbortSignal) {
    const page = await read({ limit: PAGE, cursor: this.#cursor! }, signal)
    if (signal.aborted) return
    const known = new Set(this.items.map(({ id }) => id))
    this.#show([...this.items, ...page.items.filter(({ id }) => !known.has(id))], page.next_cursor ?? null)
  }
}
