import { expect, test } from 'vitest'
import { TypeAhead } from './type-ahead'

test('letters that follow each other quickly are one beginning, after a pause a new one begins', () => {
  const typed = new TypeAhead()
  expect(typed.add('여', 0)).toBe('여')
  expect(typed.add('름', 500)).toBe('여름')
  expect(typed.add('가', 1_400)).toBe('가')
})
