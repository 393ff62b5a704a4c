import { expect, test } from 'vitest'
import type { ExportPage } from '../../api/types'
import { exportName, exportStream } from './export'

const madeAt = new Date('2026-11-28T01:02:03Z')

function item(kind: string, more: object = {}) {
  return { kind, ...more } as ExportPage['items'][number]
}

function entry(id: string) {
  return item('entry', { entry: { id } })
}

async function joined(pages: ExportPage['items'][]) {
  const asked: (string | undefined)[] = []
  const counts: number[] = []
  const read = async (cursor: string | undefined) => {
    asked.push(cursor)
    const at = Number(cursor ?? 0)
    return { items: pages[at]!, next_cursor: at + 1 < pages.length ? String(at + 1) : null } as ExportPage
  }
  const text = await new Response(exportStream(read, madeAt, (count) => counts.push(count))).text()
  return { asked, counts, document: JSON.parse(text) as { made_at: string; items: unknown[] } }
}

test('all pages become one document, in their order', async () => {
  const { asked, counts, document } = await joined([[item('account')], [], [entry('a'), entry('b')], []])
  expect(asked).toEqual([undefined, '1', '2', '3'])
  expect(counts).toEqual([1, 1, 3, 3])
  expect(document.made_at).toBe('2026-11-28T01:02:03.000Z')
  expect(document.items).toEqual([item('account'), entry('a'), entry('b')])
})

test('nothing at all is a document too', async () => {
  expect((await joined([[]])).document.items).toEqual([])
})

test('an entry that is told twice stands in it once', async () => {
  const { document } = await joined([
    [entry('a'), item('session')],
    [entry('a'), item('session'), entry('b')],
  ])
  expect(document.items).toEqual([entry('a'), item('session'), item('session'), entry('b')])
})

test('a page that cannot be read breaks the document off', async () => {
  const stream = exportStream(
    () => Promise.reject(new Error('away')),
    madeAt,
    () => undefined,
  )
  await expect(new Response(stream).text()).rejects.toThrow('away')
})

test('the file is called by whose it is and when it was made', () => {
  expect(exportName('haneul', madeAt)).toBe('share-cloud-haneul-2026-11-28.json')
})
