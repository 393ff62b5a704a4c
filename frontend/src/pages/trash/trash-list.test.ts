import { expect, test } from 'vitest'
import { Problem } from '../../api/problem'
import type { TrashItem, TrashPage } from '../../api/types'
import { TrashListing } from './trash-list.svelte'

const item = (id: string) => ({ id }) as TrashItem
const page = (ids: string[], next_cursor: string | null = null): TrashPage => ({ items: ids.map(item), next_cursor })

test('pages come one after the other, each entry once', async () => {
  const asked: (string | undefined)[] = []
  const trash = new TrashListing(async ({ cursor }) => {
    asked.push(cursor)
    return cursor === undefined ? page(['a', 'b'], 'x') : page(['b', 'c'])
  })
  await trash.load()
  await trash.more()
  await trash.more()
  expect(trash.items.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
  expect(asked).toEqual([undefined, 'x'])
})

test('when all that is shown has left, what lies further back comes', async () => {
  const trash = new TrashListing(async ({ cursor }) => (cursor === undefined ? page(['a'], 'x') : page(['b'])))
  await trash.load()
  trash.drop('a')
  await expect.poll(() => trash.items.map(({ id }) => id)).toEqual(['b'])
})

test('a failed look is told, and one beside what is shown is not', async () => {
  let fails = true
  const trash = new TrashListing(async () => {
    if (fails) throw new Problem('unavailable', 503)
    return page(['a'])
  })
  await trash.load()
  expect([trash.status, trash.problem?.code]).toEqual(['failed', 'unavailable'])
  fails = false
  await trash.load()
  fails = true
  await trash.load()
  expect([trash.status, trash.items.length]).toEqual(['ready', 1])
})
