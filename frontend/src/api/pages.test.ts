import { expect, test } from 'vitest'
import { everyPage } from './pages'

test('a list is read to its end, in its order, each page once', async () => {
  const pages: Record<string, { items: number[]; next_cursor: string | null }> = {
    first: { items: [1, 2], next_cursor: 'second' },
    second: { items: [], next_cursor: 'third' },
    third: { items: [3], next_cursor: null },
  }
  const asked: (string | undefined)[] = []
  const all = await everyPage(async (cursor) => {
    asked.push(cursor)
    return pages[cursor ?? 'first']!
  })
  expect(all).toEqual([1, 2, 3])
  expect(asked).toEqual([undefined, 'second', 'third'])
})
