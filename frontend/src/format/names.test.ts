import { expect, test } from 'vitest'
import { foldName, nameProblem, normalizeName, splitEnding } from './names'

test('a Korean name from macOS becomes composed', () => {
  const decomposed = '여름 휴가.jpg'.normalize('NFD')
  expect(decomposed).not.toBe('여름 휴가.jpg')
  expect(normalizeName(decomposed)).toBe('여름 휴가.jpg')
})

test('names that differ in case or composition alone are one name', () => {
  expect(foldName('Straße.TXT')).toBe(foldName('STRASSE.txt'))
  expect(foldName('한글'.normalize('NFD'))).toBe(foldName('한글'))
  expect(foldName('a')).not.toBe(foldName('b'))
})

test.each([
  ['보고서.hwp', null],
  ['  ', 'required'],
  ['..', 'reserved'],
  ['a/b', 'invalid_characters'],
  ['a\\b', 'invalid_characters'],
  ['a\u0000', 'invalid_characters'],
  ['photo\u202egpj.exe', 'invalid_characters'],
  ['가'.repeat(255), null],
  ['가'.repeat(256), 'too_long'],
])('%j: %s', (name, problem) => expect(nameProblem(name)).toBe(problem))

test('the ending is what follows the last dot, unless the name starts there', () => {
  expect(splitEnding('사진.tar.gz')).toEqual(['사진.tar', '.gz'])
  expect(splitEnding('.gitignore')).toEqual(['.gitignore', ''])
  expect(splitEnding('README')).toEqual(['README', ''])
})
