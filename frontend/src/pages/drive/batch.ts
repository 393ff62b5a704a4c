import { answerOf, problemFrom } from '../../api/problem'
import { api } from '../../api/session.svelte'
import type { BatchEntries, BatchResult } from '../../api/types'
import type { EntryResult } from './each'

/** The same done to several entries in one call; a result for each. */
export async function batch(body: BatchEntries): Promise<EntryResult[]> {
  const answer = await answerOf(api.POST('/api/entries/batch', { body }))
  // Only copies go on as a job, and they have a call of their own.
  if ('job_id' in answer) throw new Error('a job goes on with it')
  return resultsOf(answer.results)
}

export function resultsOf(results: readonly BatchResult[]): EntryResult[] {
  return results.map((result) =>
    'problem' in result
      ? { entry_id: result.entry_id, problem: problemFrom(result.problem) }
      : { entry_id: result.entry_id, entry: result.entry },
  )
}
