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
  const together = (parent_id: string) => async (ids: readonly string[]) =>
    Promise.all(
      ids.map((entry_id) =>
        update(entry_id, { parent_id }).then(
          (entry) => ({ entry_id, entry }),
          (problem: Problem) => ({ entry_id, problem }),
        ),
      ),
    )
  return { update, together, there, of: (...ids: string[]) => ids.map((id) => there.get(id)!) }
}

test('all that can go go, and the others say why not', async () => {
  const drive = driveWith(
    { id: 'a', name: 'a.txt', parent_id: 'root' },
    { id: 'b', name: 'b.txt', parent_id: 'root' },
    { id: 'other', name: 'b.txt', parent_id: 'trip' },
    { id: 'there', name: 'c.txt', parent_id: 'trip' },
  )
  const { moved, refused } = await moveAll(drive.update, drive.of('a', 'b', 'there'), [root, trip], drive.together)
  expect(moved.map(({ before }) => before.id)).toEqual(['a'])
  expect(refused.map(({ entry, problem }) => [entry.id, problem.code])).toEqual([['b', 'name_taken']])
  expect(drive.there.get('a')).toMatchObject({ parent_id: 'trip' })

  // One alone says where it believes the folder to be.
  await moveAll(drive.update, drive.of('there'), [root], drive.together)
  expect(drive.there.get('there')).toMatchObject({ parent_id: 'root', hint: ['root'] })
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
  const { moved } = await moveAll(drive.update, drive.of('a'), [root, trip], drive.together)
  drive.there.set('new', { id: 'new', name: 'a.txt', parent_id: 'root' } as unknown as Entry)
  expect((await moveBack(drive.update, moved))?.code).toBe('name_taken')
})
