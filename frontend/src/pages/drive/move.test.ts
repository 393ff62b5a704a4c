import { expect, test } from 'vitest'
import { Problem } from '../../api/problem'
import type { Entry } from '../../api/types'
import { moveAll, moveBack, moveBeside, type EntryChange } from './move'

const root = { id: 'root', name: '' }
const trip = { id: 'trip', name: '여행' }

/** A drive that knows names and places, and nothing else. */
function driveWith(...entries: { id: string; name: string; parent_id: string }[]) {
  const there = new Map(entries.map((entry) => [entry.id, entry as unknown as Entry]))
  const update = async (id: string, change: EntryChange) => {
    const entry = { ...there.get(id)!, ...change }
    const taken = [...there.values()].some(
      (other) => other.id !== id && other.parent_id === entry.parent_id && other.name === entry.name,
    )
    if (taken) throw new Problem('name_taken', 409)
    there.set(id, entry)
    return entry
  }
  return { update, there, of: (...ids: string[]) => ids.map((id) => there.get(id)!) }
}

test('all that can go go, and the others say why not', async () => {
  const drive = driveWith(
    { id: 'a', name: 'a.txt', parent_id: 'root' },
    { id: 'b', name: 'b.txt', parent_id: 'root' },
    { id: 'other', name: 'b.txt', parent_id: 'trip' },
    { id: 'there', name: 'c.txt', parent_id: 'trip' },
  )
  const { moved, refused } = await moveAll(drive.update, drive.of('a', 'b', 'there'), [root, trip])
  expect(moved.map(({ before }) => before.id)).toEqual(['a'])
  expect(refused.map(({ entry, problem }) => [entry.id, problem.code])).toEqual([['b', 'name_taken']])
  expect(drive.there.get('a')).toMatchObject({ parent_id: 'trip', hint: ['root', 'trip'] })
})

test('both are kept under the next name that is free, and going back gives the old name back', async () => {
  const drive = driveWith(
    { id: 'a', name: 'a.txt', parent_id: 'root' },
    { id: 'one', name: 'a.txt', parent_id: 'trip' },
    { id: 'two', name: 'a (2).txt', parent_id: 'trip' },
  )
  const moved = await moveBeside(drive.update, drive.of('a')[0]!, [root, trip])
  expect(moved.after.name).toBe('a (3).txt')
  expect(await moveBack(drive.update, [moved])).toBeNull()
  expect(drive.there.get('a')).toMatchObject({ name: 'a.txt', parent_id: 'root' })
})

test('what cannot go back is told', async () => {
  const drive = driveWith({ id: 'a', name: 'a.txt', parent_id: 'root' })
  const { moved } = await moveAll(drive.update, drive.of('a'), [root, trip])
  drive.there.set('new', { id: 'new', name: 'a.txt', parent_id: 'root' } as unknown as Entry)
  expect((await moveBack(drive.update, moved))?.code).toBe('name_taken')
})
