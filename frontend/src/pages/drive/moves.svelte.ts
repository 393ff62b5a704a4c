import { answerOf, asProblem } from '../../api/problem'
import { problemWords } from '../../api/problem-words'
import { api } from '../../api/session.svelte'
import type { Entry, PathItem } from '../../api/types'
import { toasts } from '../../components/toasts.svelte'
import { batch } from './batch'
import { current } from './current.svelte'
import { dialogs } from './dialogs.svelte'
import { moveAll, moveBack, moveBeside, type Moved, type MoveOutcome, type UpdateEntry } from './move'
import { moveWords as t } from './move-words'
import { canMoveTo, folderName, leftBehind } from './places'
import { driveWords } from './words'

export const updateEntry: UpdateEntry = (id, body) =>
  answerOf(api.PATCH('/api/entries/{id}', { params: { path: { id } }, body }))

const moveTogether = (parent_id: string) => (ids: readonly string[]) =>
  batch({ action: 'move', entry_ids: [...ids], parent_id })

/** What is cut, dragged or on its way to another folder. */
class Moves {
  /** Waits for a folder to be pasted into. */
  cut = $state.raw<readonly Entry[]>([])
  dragged = $state.raw<readonly Entry[]>([])
  /** Where what is cut lies. */
  #cutFrom: readonly PathItem[] | null = null
  /** Takes back what was moved last; once. */
  #undo: (() => void) | null = null
  #going = $state.raw<ReadonlySet<string>>(new Set())

  readonly #faded = $derived(new Set([...this.cut, ...this.dragged].map(({ id }) => id)))

  /** Rows that are about to leave are shown paler. */
  isFaded(id: string): boolean {
    return this.#faded.has(id) || this.#going.has(id)
  }

  setCut(entries: readonly Entry[]) {
    this.cut = entries
    this.#cutFrom = current.path
    if (entries.length > 0) toasts.good(t().cutNote(entries.length))
  }

  /** Entries on their way somewhere else, or none. */
  setGoing(entries: readonly Entry[]) {
    this.#going = new Set(entries.map(({ id }) => id))
  }

  /** Says what happened and offers the way back, there and by its key; once. */
  offerUndo(text: string, back: () => Promise<void>) {
    const undo = () => {
      if (this.#undo === undo) this.#undo = null
      // Taken back by the key, it is not offered any more.
      toasts.dismiss(shown)
      void back()
    }
    this.#undo = undo
    const shown = toasts.good(text, { label: t().undo, act: undo })
  }

  async paste(path: readonly PathItem[]) {
    const entries = this.cut
    if (!canMoveTo(entries, path)) return
    this.cut = []
    await this.into(entries, path)
  }

  /** Moves entries into the folder at the end of the path, says so, and offers the way back. */
  async into(entries: readonly Entry[], path: readonly PathItem[]) {
    if (!canMoveTo(entries, path)) return
    const left = leftBehind(this.#whereFrom(entries), path)
    if (left.length > 0 && !(await dialogs.leaving(entries, left))) return
    this.setGoing(entries)
    const outcome = await moveAll(updateEntry, entries, path, moveTogether)
    this.setGoing([])
    current.changes += 1
    this.#tell(outcome, path)
  }

  /** The folder that is open, or the one in which they were cut. */
  #whereFrom(entries: readonly Entry[]): readonly PathItem[] | null {
    const isTheirs = (path: readonly PathItem[] | null) => path?.at(-1)?.id === entries[0]?.parent_id
    return [current.path, this.#cutFrom].find(isTheirs) ?? null
  }

  undo() {
    this.#undo?.()
  }

  #tell({ moved, refused }: MoveOutcome, path: readonly PathItem[]) {
    const folder = nameOf(path)
    const [first] = moved
    if (first) {
      const text = moved.length === 1 ? t().movedOne(first.after.name, folder) : t().movedMany(moved.length, folder)
      this.offerUndo(text, () => this.#back(moved))
    }
    const taken = refused.filter(({ problem }) => problem.code === 'name_taken').map(({ entry }) => entry)
    if (taken.length > 0) {
      const text = taken.length === 1 ? t().takenOne(taken[0]!.name, folder) : t().takenMany(taken.length, folder)
      toasts.problem(text, { label: t().keepBoth, act: () => void this.#beside(taken, path) })
    }
    const others = refused.filter(({ problem }) => problem.code !== 'name_taken')
    if (others.length > 0) {
      const why = problemWords(others[0]!.problem)
      toasts.problem(others.length === 1 ? why : t().refusedMany(others.length, why))
    }
  }

  async #beside(entries: readonly Entry[], path: readonly PathItem[]) {
    const outcome: MoveOutcome = { moved: [], refused: [] }
    for (const entry of entries) {
      await moveBeside(updateEntry, entry, path).then(
        (moved) => outcome.moved.push(moved),
        (cause) => outcome.refused.push({ entry, problem: asProblem(cause) }),
      )
    }
    current.changes += 1
    this.#tell(outcome, path)
  }

  async #back(moved: readonly Moved[]) {
    const problem = await moveBack(updateEntry, moved)
    current.changes += 1
    if (problem) toasts.problem(problemWords(problem))
    else toasts.good(t().undone)
  }
}

function nameOf(path: readonly PathItem[]): string {
  return folderName(path, driveWords().myDrive)
}

export const moves = new Moves()
