import { expect, test } from 'vitest'
import { commandOf, type Key } from './drive-keys'

const press = (key: string, more: Partial<Key> = {}) =>
  commandOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, isComposing: false, ...more }, 9)

test.each([
  ['ArrowDown', {}, { kind: 'step', by: 1 }],
  ['PageUp', {}, { kind: 'step', by: -9 }],
  ['F2', {}, { kind: 'rename' }],
  ['*', { shiftKey: true }, { kind: 'star' }],
  ['x', { ctrlKey: true }, { kind: 'cut' }],
  ['V', { metaKey: true, shiftKey: true }, { kind: 'paste' }],
  ['z', { metaKey: true }, { kind: 'undo' }],
  ['F10', { shiftKey: true }, { kind: 'menu' }],
  ['가', {}, { kind: 'type', text: '가' }],
  ['c', { ctrlKey: true }, { kind: 'copy' }],
  ['p', { ctrlKey: true }, null],
  ['?', { shiftKey: true }, null],
  ['/', {}, null],
  ['F5', {}, null],
  ['x', { altKey: true }, null],
  ['Enter', { isComposing: true }, null],
] as const)('%s with %j means %j', (key, more, command) => {
  expect(press(key, more)).toEqual(command)
})

test('on a Korean layout the keys for cut, paste and all are where they always are', () => {
  expect(press('ㅌ', { ctrlKey: true, code: 'KeyX' })).toEqual({ kind: 'cut' })
  expect(press('ㅍ', { ctrlKey: true, code: 'KeyV' })).toEqual({ kind: 'paste' })
  expect(press('ㅁ', { metaKey: true, code: 'KeyA' })).toEqual({ kind: 'select_all' })
})

test('on another Latin layout the letter counts, not its place', () => {
  expect(press('x', { ctrlKey: true, code: 'KeyB' })).toEqual({ kind: 'cut' })
})
