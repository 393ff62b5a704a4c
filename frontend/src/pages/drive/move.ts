import { asProblem, type Problem } from '../../api/problem'
import type { Entry, PathItem } from '../../api/types'
import { doToAll, type ForEach } from './each'
import { otherNames } from './places'

/** Numbers that are tried before a person has to find a name. */
const MOST_TRIES = 50

export interface EntryChange {
  name?: string
  parent_id?: string
  hint?: string[]
  /** A folder's own limit; null takes it away. */
  limit_bytes?: number | null
}

/** Changes one entry on the server. */
export type UpdateEntry = (id: string, change: EntryChange) => Promise<Entry>

/** An entry as it was, and as it is now. */
export interface Moved {
  before: Entry
  after: Entry
}

export interface MoveOutcome {
  moved: Moved[]
  refused: { entry: Entry; problem: Problem }[]
}

/** Moves entries into the folder at the end of the path: one by its own call, several together. */
export async function moveAll(
  update: UpdateEntry,
  entries: readonly Entry[],
  path: readonly PathItem[],
  together: (parentId: string) => ForEach,
): Promise<MoveOutcome> {
  const hint = path.map(({ id }) => id)
  const parent_id = hint.at(-1)!
  const going = entries.filter((entry) => entry.parent_id !== parent_id)
  const act: ForEach =
    going.length > 1
      ? together(parent_id)
      : async ([id]) => [{ entry_id: id!, entry: await update(id!, { parent_id, hint }) }]
  const { done, after, refused } = await doToAll(act, going)
  return {
    moved: done.map((before) => ({ before, after: after.get(before.id) ?? { ...before, parent_id } })),
    refused: refused.map(({ item, problem }) => ({ entry: item, problem })),
  }
}

/** Moves an entry whose name is taken there, under the next name that is free. */
export async function moveBeside(update: UpdateEntry, before: Entry, path: readonly PathItem[]): Promise<Moved> {
  const hint = path.map(({ id }) => id)
  const names = otherNames(before.name, MOST_TRIES)
  for (const name of names) {
    try {
      return { before, after: await update(before.id, { parent_id: hint.at(-1)!, name, hint }) }
    } catch (cause) {
      if (asProblem(cause).code !== 'name_taken' || name === names.at(-1)) throw cause
    }
  }
  throw new Error('there is always a name to try')
}

/** Puts entries back where they were, under the names that they had. Answers what could not go back. */
export async function moveBack(update: UpdateEntry, moved: readonly Moved[]): Promise<Problem | null> {
  let problem: Problem | null = null
  for (const { before, after } of moved) {
    const name = after.name === before.name ? {} : { name: before.name }
    await update(before.id, { parent_id: before.parent_id!, ...name }).catch((cause) => {
      problem = asProblem(cause)
    })
  }
  return problem
}
