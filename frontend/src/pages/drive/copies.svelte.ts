import { followJob } from '../../api/job'
import { answerOf } from '../../api/problem'
import { problemWords } from '../../api/problem-words'
import { api, session } from '../../api/session.svelte'
import type { Entry, Job, PathItem } from '../../api/types'
import { toasts } from '../../components/toasts.svelte'
import { batch, resultsOf } from './batch'
import { copyAll, type Begun, type BeginCopy, type CopyOutcome } from './copy'
import { copyWords as t } from './copy-words'
import { copying } from './copying.svelte'
import { current } from './current.svelte'
import { doToAll } from './each'
import { moves } from './moves.svelte'
import { folderName } from './places'
import { driveWords } from './words'

/** What is there already keeps its name: the copy takes the next one. */
const on_conflict = 'rename' as const

const begin: BeginCopy = async (ids, parent_id): Promise<Begun> => {
  if (ids.length === 1) {
    const [id] = ids as [string]
    const params = { path: { id } }
    const answer = await answerOf(api.POST('/api/entries/{id}/copy', { params, body: { parent_id, on_conflict } }))
    return 'job_id' in answer ? { jobId: answer.job_id } : { results: [{ entry_id: id, entry: answer }] }
  }
  const body = { action: 'copy' as const, entry_ids: [...ids], parent_id, on_conflict }
  const answer = await answerOf(api.POST('/api/entries/batch', { body }))
  return 'job_id' in answer ? { jobId: answer.job_id } : { results: resultsOf(answer.results) }
}

/** Copies entries into the folder at the end of the path, says so, and offers to trash the copies again. */
export async function copyInto(entries: readonly Entry[], path: readonly PathItem[]) {
  const folder = folderName(path, driveWords().myDrive)
  const id = copying.begin()
  const follow = (jobId: string) => {
    const look = () => answerOf(api.GET('/api/jobs/{id}', { params: { path: { id: jobId } } }))
    return followJob(look, (job: Job) => copying.tell(id, job))
  }
  let outcome: CopyOutcome
  try {
    outcome = await copyAll(begin, follow, entries, path.at(-1)!.id)
  } finally {
    copying.end(id)
  }
  changed()
  const { made, refused } = outcome
  if (made.length > 0) {
    const text =
      made.length === 1 && entries.length === 1
        ? t().copiedOne(entries[0]!.name, folder)
        : t().copiedMany(made.length, folder)
    moves.offerUndo(text, () => trashCopies(made))
  }
  const [first] = refused
  if (first) {
    const why = problemWords(first.problem)
    toasts.problem(
      refused.length === 1 ? t().refusedOne(first.name || t().something, why) : t().refusedMany(refused.length, why),
    )
  }
}

async function trashCopies(ids: readonly string[]) {
  const items = ids.map((id) => ({ id }))
  const { done, refused } = await doToAll((some) => batch({ action: 'trash', entry_ids: [...some] }), items)
  changed()
  if (done.length > 0) toasts.good(t().undone)
  if (refused.length > 0) toasts.problem(problemWords(refused[0]!.problem))
}

function changed() {
  current.changes += 1
  // The storage bar shows what is used. If this fails, the next look tells it.
  void session.reloadAccount().catch(() => undefined)
}
