import type { Entry, Job, PathItem } from '../../api/types'
import { toasts } from '../../components/toasts.svelte'
import { copyWords as t } from './copy-words'
import { moves } from './moves.svelte'

/** What waits to be pasted, and what is being copied; it goes on wherever one is. */
class Copying {
  /** Waits for a folder to be pasted into. */
  held = $state.raw<readonly Entry[]>([])
  #jobs = $state.raw<ReadonlyMap<number, Pick<Job, 'done' | 'total'>>>(new Map())
  #last = 0

  /** All that is on its way, together; null when nothing is. */
  readonly progress = $derived.by(() => {
    if (this.#jobs.size === 0) return null
    const jobs = [...this.#jobs.values()]
    const sum = (of: 'done' | 'total') => jobs.reduce((sum, job) => sum + job[of], 0)
    return { done: sum('done'), total: sum('total') }
  })

  hold(entries: readonly Entry[]) {
    moves.cut = []
    this.held = entries
    if (entries.length > 0) toasts.good(t().heldNote(entries.length))
  }

  /** Copies what is held; it stays to be pasted again. */
  async paste(path: readonly PathItem[]) {
    await this.into(this.held, path)
  }

  async into(entries: readonly Entry[], path: readonly PathItem[]) {
    if (entries.length === 0) return
    const { copyInto } = await import('./copies.svelte')
    await copyInto(entries, path)
  }

  begin(): number {
    this.tell((this.#last += 1), { done: 0, total: 0 })
    return this.#last
  }

  tell(id: number, job: Pick<Job, 'done' | 'total'>) {
    this.#jobs = new Map(this.#jobs).set(id, job)
  }

  end(id: number) {
    const jobs = new Map(this.#jobs)
    jobs.delete(id)
    this.#jobs = jobs
  }
}

export const copying = new Copying()
