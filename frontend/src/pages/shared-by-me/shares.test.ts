import { expect, test } from 'vitest'
import type { Share } from '../../api/types'
import { ShareList, type ReadShares } from './shares.svelte'

const share = (id: string) => ({ id, paused: false }) as Share

function pages(...ids: string[][]): { read: ReadShares; asked: (string | undefined)[] } {
  const asked: (string | undefined)[] = []
  const read: ReadShares = async ({ cursor }) => {
    asked.push(cursor)
    const at = Number(cursor ?? 0)
    return { items: ids[at]!.map(share), next_cursor: at + 1 < ids.length ? String(at + 1) : null }
  }
  return { read, asked }
}

test('links come page after page, each once, until there are no more', async () => {
  const { read, asked } = pages(['c', 'b'], ['b', 'a'])
  const list = new ShareList(read)
  await list.load()
  expect(list.hasMore).toBe(true)
  await list.more()
  await list.more()
  expect(list.items.map(({ id }) => id)).toEqual(['c', 'b', 'a'])
  expect([list.hasMore, asked]).toEqual([false, [undefined, '1']])
})

test('a change is shown in its place, and the last that goes brings up the next', async () => {
  const { read } = pages(['b'], ['a'])
  const list = new ShareList(read)
  await list.load()
  list.replace({ ...share('b'), paused: true })
  expect(list.items.map(({ paused }) => paused)).toEqual([true])
  list.drop('b')
  await expect.poll(() => list.items.map(({ id }) => id)).toEqual(['a'])
})

test('a page that does not come is told, and the links stay', async () => {
  const { read } = pages(['b'], ['a'])
  let broken = false
  const list = new ShareList((query) => (broken ? Promise.reject(new Error('away')) : read(query)))
  await list.load()
  broken = true
  await list.more()
  expect([list.moreFailed, list.items.length]).toEqual([true, 1])
  await list.load()
  expect(list.status).toBe('failed')
})
