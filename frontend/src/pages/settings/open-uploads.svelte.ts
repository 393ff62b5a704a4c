import { everyPage } from '../../api/pages'
import { answerOf, asProblem, type Problem } from '../../api/problem'
import { api, session } from '../../api/session.svelte'
import type { UploadSummary } from '../../api/types'
import { uploadsElsewhere } from '../../uploads/elsewhere'
import { loadTransfers } from '../../uploads/load'

/** Uploads that another device works on, that wait here for a person, or that nobody will finish: they hold room until they end. */
export class UploadsElsewhere {
  status = $state<'loading' | 'ready' | 'failed'>('loading')
  problem = $state.raw<Problem | null>(null)
  /** The oldest first. */
  items = $state.raw<readonly UploadSummary[]>([])

  readonly bytes = $derived(this.items.reduce((sum, { size_bytes }) => sum + size_bytes, 0))

  async load() {
    if (this.status === 'failed') this.status = 'loading'
    try {
      const [{ transfers }, open] = await Promise.all([loadTransfers(), everyPage(openUploads)])
      this.items = uploadsElsewhere(open, await transfers.here())
      this.status = 'ready'
    } catch (cause) {
      this.problem = asProblem(cause)
      this.status = 'failed'
    }
  }

  /** Gives uploads up one after another; their room is free at once. */
  async cancel(uploads: readonly UploadSummary[]) {
    try {
      const { transfers } = await loadTransfers()
      for (const { upload_id: id } of uploads) {
        await answerOf(api.DELETE('/api/uploads/{id}', { params: { path: { id } } })).catch((cause) => {
          // Ended meanwhile is ended.
          if (!['not_found', 'upload_closed'].includes(asProblem(cause).code)) throw cause
        })
        transfers.ended(id)
        this.items = this.items.filter(({ upload_id }) => upload_id !== id)
      }
    } finally {
      await session.reloadAccount().catch(() => undefined)
    }
  }
}

function openUploads(cursor: string | undefined) {
  return answerOf(api.GET('/api/uploads', { params: { query: { limit: 1000, cursor } } }))
}
