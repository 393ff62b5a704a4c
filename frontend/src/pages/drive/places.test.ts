import { expect, test } from 'vitest'
import { canMoveTo, folderName, leftBehind, otherNames, stemLength } from './places'

const root = { id: 'root', name: '' }
const trip = { id: 'trip', name: '여행' }
const day = { id: 'day', name: '첫째 날' }

test('entries go into any folder but their own and one below themselves', () => {
  const photo = { id: 'photo', parent_id: 'root' }
  const folder = { id: 'trip', parent_id: 'root' }
  expect(canMoveTo([photo], [root, trip])).toBe(true)
  expect(canMoveTo([photo], [root])).toBe(false)
  expect(canMoveTo([folder], [root, trip])).toBe(false)
  expect(canMoveTo([folder], [root, trip, day])).toBe(false)
  expect(canMoveTo([photo, folder], [root, trip])).toBe(false)
  expect(canMoveTo([{ id: 'day', parent_id: 'trip' }, photo], [root])).toBe(true)
  expect(canMoveTo([], [root, trip])).toBe(false)
  expect(canMoveTo([photo], null)).toBe(false)
})

test('where a name is taken the number stands before the ending', () => {
  expect(otherNames('사진.jpg', 2)).toEqual(['사진 (2).jpg', '사진 (3).jpg'])
  expect(otherNames('.gitignore', 1)).toEqual(['.gitignore (2)'])
})

test('what is typed first replaces the name and leaves the ending', () => {
  expect(stemLength({ kind: 'file', name: '사진.jpg' })).toBe(2)
  expect(stemLength({ kind: 'file', name: 'README' })).toBe(6)
  expect(stemLength({ kind: 'folder', name: 'v1.2' })).toBe(4)
})

const step = (id: string, has_members = false) => ({ id, name: id, has_members })

test('what leaves a folder that people were given is asked about, and nothing else', () => {
  const from = [step('root'), step('given', true), step('inner')]
  expect(leftBehind(from, [step('root'), step('other')]).map(({ id }) => id)).toEqual(['given'])
  expect(leftBehind(from, [step('root'), step('given', true)])).toEqual([])
  expect(leftBehind([step('root')], [step('root'), step('given', true)])).toEqual([])
  expect(leftBehind(null, [step('root')])).toEqual([])
})

test('the top of a drive has no name of its own', () => {
  expect(folderName([{ id: 'a', name: '' }], 'My drive')).toBe('My drive')
  expect(folderName([{ id: 'a', name: 'given' }], 'My drive')).toBe('given')
})
