import { expect, test, vi } from 'vitest'
import type { Entry } from '../../api/types'

vi.mock('../../api/session.svelte', () => ({ api: null }))
const { onlyFolders } = await import('./folders')

const entry = (kind: 'file' | 'folder') => ({ kind }) as Entry

test('the picker asks on while there may be folders, and no further than the first file', () => {
  expect(onlyFolders({ items: [entry('folder'), entry('folder')], next_cursor: 'more' })).toMatchObject({
    cursor: 'more',
  })
  expect(onlyFolders({ items: [entry('folder'), entry('file')], next_cursor: 'more' })).toEqual({
    folders: [entry('folder')],
    cursor: null,
  })
  expect(onlyFolders({ items: [], next_cursor: null })).toEqual({ folders: [], cursor: null })
})
