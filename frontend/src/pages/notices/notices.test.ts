import { expect, test } from 'vitest'
import type { Notice, NoticePage } from '../../api/types'
import { NoticeList } from './notices.svelte'

const notice = (id: string, unread = false) => ({ id, at: `at ${id}`, unread }) as Notice
const page = (items: Notice[], next: string | null = null): NoticePage => ({
  items,
  next_cursor: next,
  unread_count: null,
})

test('what was shown is marked as read, and stays marked for as long as one looks', async () => {
  const answers = [page([notice('b', true), notice('a')]), page([notice('c', true), notice('b'), notice('a')])]
  const marked: string[] = []
  const list = new NoticeList(
    () => Promise.resolve(answers.shift()!),
    async (at) => void marked.push(at),
  )
  await list.load()
  await list.load()
  expect(marked).toEqual(['at b', 'at c'])
  expect(list.items.map(({ id, unread }) => [id, unread])).toEqual([
    ['c', true],
    ['b', true],
    ['a', false],
  ])
})

test('nothing new marks nothing', async () => {
  const list = new NoticeList(
    () => Promise.resolve(page([notice('a')])),
    () => Promise.reject(new Error('not asked for')),
  )
  await list.load()
  expect(list.status).toBe('ready')
})

test('pages follow each other, each notice once, and one that does not come is told', async () => {
  let broken = false
  const list = new NoticeList(
    ({ cursor }) => {
      if (broken) return Promise.reject(new Error('away'))
      return Promise.resolve(cursor ? page([notice('b'), notice('a')]) : page([notice('c'), notice('b')], 'next'))
    },
    () => Promise.resolve(),
  )
  await list.load()
  broken = true
  await list.more()
  expect([list.moreFailed, list.items.length]).toEqual([true, 2])
  broken = false
  await list.more()
  expect(list.items.map(({ id }) => id)).toEqual(['c', 'b', 'a'])
  expect(list.hasMore).toBe(false)
})

test('a list that does not come is a failure, and one that was there stays', async () => {
  let broken = true
  const list = new NoticeList(
    () => (broken ? Promise.reject(new Error('away')) : Promise.resolve(page([notice('a')]))),
    () => Promise.resolve(),
  )
  await list.load()
  expect(list.status).toBe('failed')
  broken = false
  await list.load()
  broken = true
  await list.load()
  expect([list.status, list.items.length]).toEqual(['ready', 1])
})
