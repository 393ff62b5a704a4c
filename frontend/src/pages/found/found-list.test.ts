import { expect, test } from 'vitest'
import type { FoundItem, FoundPage } from '../../api/types'
import { FoundListing, type ReadFound } from './found-list.svelte'

const item = (id: string) => ({ id, name: id, kind: 'file', path: [] }) as unknown as FoundItem
const page = (ids: string[], next_cursor: string | null = null): FoundPage => ({ items: ids.map(item), next_cursor })

test('short and empty pages are gone on from until there is enough or no more', async () => {
  const pages: Record<string, FoundPage> = { '': page([], '1'), '1': page(['a'], '2'), '2': page(['a', 'b']) }
  const list = new FoundListing()
  await list.search(async ({ cursor }) => pages[cursor ?? '']!)
  expect(list.items.map(({ id }) => id)).toEqual(['a', 'b'])
  expect([list.status, list.isCut]).toEqual(['ready', false])
})

test('somewhere it stops by itself and says that there may be more', async () => {
  let calls = 0
  const list = new FoundListing()
  await list.search(async () => page([], String((calls += 1))))
  expect([list.status, list.isCut, list.items.length]).toEqual(['ready', true, 0])
  expect(calls).toBe(11)
  await list.more()
  expect(calls).toBe(12)
})

test('the answer of a search that another one replaced is not shown', async () => {
  let answerFirst: (page: FoundPage) => void = () => undefined
  let signal: AbortSignal | null = null
  const first: ReadFound = (_, given) => {
    signal = given
    return new Promise((resolve) => (answerFirst = resolve))
  }
  const list = new FoundListing()
  const searching = list.search(first)
  await list.search(async () => page(['new']))
  expect(signal!.aborted).toBe(true)
  answerFirst(page(['old']))
  await searching
  expect(list.items.map(({ id }) => id)).toEqual(['new'])
})

test('what is shown stays while a new answer is on its way, and a failure says so', async () => {
  const list = new FoundListing()
  await list.search(async () => page(['a']))
  let fail: (cause: Error) => void = () => undefined
  const searching = list.search(() => new Promise((_, reject) => (fail = reject)))
  expect([list.status, list.stale, list.items.length]).toEqual(['ready', true, 1])
  fail(new TypeError('offline'))
  await searching
  expect([list.status, list.stale, list.items.length]).toEqual(['failed', false, 0])
  await list.search(async () => page(['b']))
  expect([list.status, list.problem]).toEqual(['ready', null])
  list.clear()
  expect([list.status, list.items.length]).toEqual(['idle', 0])
})

test('looking again reads as much as is shown, fills up short pages, and a failure beside them is not told', async () => {
  const limits: number[] = []
  let isAway = false
  const list = new FoundListing()
  await list.search(async ({ limit, cursor }) => {
    if (isAway) throw new TypeError('offline')
    limits.push(limit)
    return cursor === undefined ? page(['a'], '1') : page(Array.from({ length: 150 }, (_, at) => `b${at}`))
  })
  await list.load()
  expect([list.items.length, limits]).toEqual([151, [100, 100, 151, 100]])
  isAway = true
  await list.load()
  expect([list.status, list.stale, list.items.length]).toEqual(['ready', false, 151])
})
