import { expect, test } from 'vitest'
import { Problem } from '../../api/problem'
import type { Entry } from '../../api/types'
import { doToAll, MOST_AT_ONCE } from './each'

const items = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `${index}` }))

test('each entry has its own result', async () => {
  const taken = new Problem('name_taken', 409)
  const outcome = await doToAll(
    async (ids) => ids.map((id) => ({ entry_id: id, ...(id === '1' ? { problem: taken } : {}) })),
    items(3),
  )
  expect(outcome.done).toEqual([{ id: '0' }, { id: '2' }])
  expect(outcome.refused).toEqual([{ item: { id: '1' }, problem: taken }])
})

test('what an answer says of an entry is kept', async () => {
  const entry = { id: '0', name: 'new' } as Entry
  const { after } = await doToAll(async () => [{ entry_id: '0', entry }], items(1))
  expect(after.get('0')).toBe(entry)
})

test('more than one call takes go in several, and one that fails refuses only its own', async () => {
  const sizes: number[] = []
  const outcome = await doToAll(
    async (ids) => {
      sizes.push(ids.length)
      if (sizes.length === 2) throw new Problem('unavailable', 503)
      return ids.map((id) => ({ entry_id: id }))
    },
    items(2 * MOST_AT_ONCE + 1),
  )
  expect(sizes).toEqual([MOST_AT_ONCE, MOST_AT_ONCE, 1])
  expect([outcome.done.length, outcome.refused.length]).toEqual([MOST_AT_ONCE + 1, MOST_AT_ONCE])
  expect(outcome.refused[0]?.problem.code).toBe('unavailable')
})
