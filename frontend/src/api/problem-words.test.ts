import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { codeWords } from './problem-words'

const openapi = JSON.parse(readFileSync('../crates/api/openapi.json', 'utf8'))

test.each(['ko', 'en'] as const)('every problem code has words in %s', (locale) => {
  const codes: string[] = openapi.components.schemas.Problem.properties.code.enum
  expect(codes.length).toBeGreaterThan(30)
  const words: Record<string, string> = codeWords.in(locale)
  expect(codes.filter((code) => !words[code])).toEqual([])
})

test('Korean words are Korean', () => {
  const untranslated = Object.values(codeWords.in('ko')).filter((words) => !/[가-힣]/.test(words))
  expect(untranslated).toEqual([])
})
