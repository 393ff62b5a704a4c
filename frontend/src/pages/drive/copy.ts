// What came of copies. Values in, values out; the calls are handed in.
import { asProblem, problemFrom, type Problem } from '../../api/problem'
import type { Entry, Job } from '../../api/types'
import { MOST_AT_ONCE, type EntryResult } from './each'

/** What one call that copies came to: entries, or a job that goes on. */
export type Begun = { results: EntryResult[] } | { jobId: string }

/** Begins to copy entries into a folder. */
export type BeginCopy = (entryIds: readonly string[], parentId: string) => Promise<Begun>
/** Follows a job to its end. */
export type FollowCopy = (jobId: string) => Promise<Job>

export interface CopyOutcome {
  /** The ids of the copies of what was asked for. */
  made: string[]
  refused: { name: string; problem: Problem }[]
}

/** Copies entries, as many at a time as one call takes. A call that fails as a whole refuses its entries. */
export async function copyAll(
  begin: BeginCopy,
  follow: FollowCopy,
  entries: readonly Entry[],
  parentId: string,
): Promise<CopyOutcome> {
  const outcome: CopyOutcome = { made: [], refused: [] }
  for (let from = 0; from < entries.length; from += MOST_AT_ONCE) {
    const part = entries.slice(from, from + MOST_AT_ONCE)
    try {
      const begun = await begin(
        part.map(({ id }) => id),
        parentId,
      )
      add(outcome, part, begun)
      if ('jobId' in begun) addJob(outcome, await follow(begun.jobId))
    } catch (cause) {
      const problem = asProblem(cause)
      outcome.refused.push(...part.map(({ name }) => ({ name, problem })))
    }
  }
  return outcome
}

function add(outcome: CopyOutcome, part: readonly Entry[], begun: Begun) {
  if ('jobId' in begun) return
  const names = new Map(part.map(({ id, name }) => [id, name]))
  for (const { entry_id, entry, problem } of begun.results) {
    if (problem) outcome.refused.push({ name: names.get(entry_id) ?? '', problem })
    else if (entry) outcome.made.push(entry.id)
  }
}

function addJob(outcome: CopyOutcome, job: Job) {
  outcome.made.push(...job.entry_ids)
  for (const { name, problem } of job.problems) outcome.refused.push({ name, problem: problemFrom(problem) })
}
