import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { acceptOf, dropKinds, endings, takes } from './drop-kinds'

test('the kinds are those of the server', () => {
  const rules = readFileSync('../crates/domain/src/drops.rs', 'utf8')
  for (const kind of dropKinds) expect(rules).toContain(`"${endings[kind]}"`)
})

test('a file is taken by its last ending', () => {
  expect(takes([], 'whatever')).toBe(true)
  expect(takes(['image'], '사진.JPG')).toBe(true)
  expect(takes(['image'], 'report.pdf')).toBe(false)
  expect(takes(['document', 'archive'], 'a.tar.gz')).toBe(true)
  expect(takes(['image'], 'png')).toBe(false)
})

test('the file dialog offers what is taken', () => {
  expect(acceptOf([])).toBeUndefined()
  expect(acceptOf(['archive'])?.split(',')).toContain('.zip')
})
