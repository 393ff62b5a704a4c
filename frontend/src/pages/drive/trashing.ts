import { answerOf } from '../../api/problem'
import { problemWords } from '../../api/problem-words'
import { api, session } from '../../api/session.svelte'
import type { Entry } from '../../api/types'
import { toasts } from '../../components/toasts.svelte'
import { batch } from './batch'
import { current } from './current.svelte'
import { moves } from './moves.svelte'
import { doToAll, type ForEach, type Outcome } from './each'
import { trashWords as t } from './trash-words'

/** One entry by its own route, several together. */
const trashEntries: ForEach = async (ids) => {
  if (ids.length > 1) return batch({ action: 'trash', entry_ids: [...ids] })
  const [id] = ids as [string]
  await answerOf(api.DELETE('/api/entries/{id}', { params: { path: { id } } }))
  return [{ entry_id: id }]
}

/** What comes back by undo takes another name where its own is taken by now. */
const restoreEntries: ForEach = async (ids) =>
  batch({ action: 'restore', entry_ids: [...ids], on_conflict: 'rename' })

/** Moves entries to the trash and offers the way back. */
class Trashing {
  /** What is somebody else's lies in their trash, and only they bring it back. */
  async trash(entries: readonly Entry[], isOwn: boolean) {
    moves.setGoing(entries)
    const outcome = await doToAll(trashEntries, entries)
    moves.setGoing([])
    this.#changed()
    if (outcome.done.length > 0) {
      const text =
        outcome.done.length === 1 ? t().trashedOne(outcome.done[0]!.name) : t().trashedMany(outcome.done.length)
      if (isOwn) moves.offerUndo(text, () => this.#back(outcome.done))
      else toasts.good(t().inOwnersTrash(text))
    }
    tellRefused(outcome)
  }

  async #back(entries: readonly Entry[]) {
    const outcome = await doToAll(restoreEntries, entries)
    this.#changed()
    const [first] = outcome.done
    if (first) toasts.good(outcome.done.length === 1 ? t().backOne(first.name) : t().backMany(outcome.done.length))
    tellRefused(outcome)
  }

  #changed() {
    current.changes += 1
    // The storage bar shows what is in the trash. If this fails, the next look tells it.
    void session.reloadAccount().catch(() => undefined)
  }
}

function tellRefused({ refused }: Outcome<Entry>) {
  if (refused.length === 0) return
  const why = problemWords(refused[0]!.problem)
  toasts.problem(refused.length === 1 ? why : t().refusedMany(refused.length, why))
}

export const trashing = new Trashing()
