import { followJob } from '../../api/job'
import { answerOf, asProblem } from '../../api/problem'
import { problemWords } from '../../api/problem-words'
import { api, session } from '../../api/session.svelte'
import type { Job } from '../../api/types'
import { toasts } from '../../components/toasts.svelte'
import { trashPageWords as t } from './words'

/** What is being taken apart; it goes on wherever one is. */
class Purging {
  job = $state.raw<Pick<Job, 'done' | 'total'> | null>(null)
  #turn = 0

  /** Follows a job to its end and says so. */
  async follow(jobId: string) {
    const turn = (this.#turn += 1)
    this.job = { done: 0, total: 0 }
    const look = () => answerOf(api.GET('/api/jobs/{id}', { params: { path: { id: jobId } } }))
    try {
      await followJob(look, (job) => {
        if (turn === this.#turn) this.job = job
      })
      if (turn === this.#turn) toasts.good(t().done)
    } catch (cause) {
      if (turn === this.#turn) toasts.problem(problemWords(asProblem(cause)))
    } finally {
      if (turn === this.#turn) this.job = null
      void session.reloadAccount().catch(() => undefined)
    }
  }
}

export const purging = new Purging()
