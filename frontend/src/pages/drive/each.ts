import { asProblem, type Problem } from '../../api/problem'
import type { Entry } from '../../api/types'

/** What one of several came to. */
export interface EntryResult {
  entry_id: string
  entry?: Entry
  problem?: Problem
}

/** Does the same to several entries; a result for each. */
export type ForEach = (entryIds: readonly string[]) => Promise<EntryResult[]>

/** Entries that one call takes at most. */
export const MOST_AT_ONCE = 1000

export interface Outcome<Item> {
  done: Item[]
  /** What answers said of the done ones, by id. */
  after: Map<string, Entry>
  refused: { item: Item; problem: Problem }[]
}

/** Does something to all entries, as many at a time as one call takes. A call that fails as a whole refuses its entries. */
export async function doToAll<Item extends Pick<Entry, 'id'>>(
  act: ForEach,
  items: readonly Item[],
): Promise<Outcome<Item>> {
  const outcome: Outcome<Item> = { done: [], after: new Map(), refused: [] }
  for (let from = 0; from < items.length; from += MOST_AT_ONCE) {
    const part = items.slice(from, from + MOST_AT_ONCE)
    const results = await act(part.map(({ id }) => id)).catch((cause) => {
      const problem = asProblem(cause)
      return part.map(({ id }): EntryResult => ({ entry_id: id, problem }))
    })
    const byId = new Map(results.map((result) => [result.entry_id, result]))
    for (const item of part) {
      const { problem, entry } = byId.get(item.id) ?? {}
      if (problem) outcome.refused.push({ item, problem })
      else outcome.done.push(item)
      if (entry) outcome.after.set(item.id, entry)
    }
  }
  return outcome
}
