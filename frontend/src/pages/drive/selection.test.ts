import { expect, test } from 'vitest'
import {
  clearSelection,
  clickRow,
  emptySelection,
  findByTyping,
  moveActive,
  pointForMenu,
  prune,
  selectAll,
  toggleRow,
} from './selection'

const order = ['a', 'b', 'c', 'd', 'e']
const chosen = (selection: { selected: ReadonlySet<string> }) => [...selection.selected].sort().join('')

test('a click chooses one row, Ctrl adds and takes away, Shift reaches', () => {
  let selection = clickRow(emptySelection, order, 'b')
  expect(chosen(selection)).toBe('b')
  selection = clickRow(selection, order, 'd', { shift: true })
  expect(chosen(selection)).toBe('bcd')
  selection = clickRow(selection, order, 'a', { shift: true })
  expect(chosen(selection)).toBe('ab')
  selection = clickRow(selection, order, 'e', { toggle: true })
  expect(chosen(selection)).toBe('abe')
  selection = clickRow(selection, order, 'a', { toggle: true })
  expect(chosen(selection)).toBe('be')
})

test('arrows move and choose, Shift makes the range grow and shrink, the ends hold', () => {
  let selection = moveActive(emptySelection, order, 1)
  expect(selection.active).toBe('a')
  selection = moveActive(selection, order, 1, { shift: true })
  selection = moveActive(selection, order, 1, { shift: true })
  expect(chosen(selection)).toBe('abc')
  selection = moveActive(selection, order, -1, { shift: true })
  expect(chosen(selection)).toBe('ab')
  expect(moveActive(selection, order, 100).active).toBe('e')
  expect(moveActive(emptySelection, order, -1).active).toBe('e')
  expect(moveActive(emptySelection, [], 1)).toEqual(emptySelection)
})

test('the menu is for all chosen rows, or for the row it was opened on', () => {
  const two = toggleRow(clickRow(emptySelection, order, 'a'), 'b')
  expect(chosen(pointForMenu(two, 'a'))).toBe('ab')
  expect(chosen(pointForMenu(two, 'd'))).toBe('d')
})

test('all can be chosen, and none', () => {
  expect(chosen(selectAll(emptySelection, order))).toBe('abcde')
  expect(chosen(clearSelection(selectAll(emptySelection, order)))).toBe('')
})

test('rows that are gone are forgotten', () => {
  const selection = prune({ selected: new Set(['a', 'x']), anchor: 'x', active: 'a' }, order)
  expect(selection).toEqual({ selected: new Set(['a']), anchor: null, active: 'a' })
})

test('typing finds a name, and a letter typed again the next one', () => {
  const rows = [
    { id: '1', name: '가족' },
    { id: '2', name: '가을' },
    { id: '3', name: 'Report' },
  ]
  expect(findByTyping(rows, null, '가')).toBe('1')
  expect(findByTyping(rows, '1', '가')).toBe('2')
  expect(findByTyping(rows, '2', '가')).toBe('1')
  expect(findByTyping(rows, '1', '가을'.normalize('NFD'))).toBe('2')
  expect(findByTyping(rows, '1', 're')).toBe('3')
  expect(findByTyping(rows, '1', 'z')).toBeNull()
})
