import { expect, test } from 'vitest'
import { TypeAhead } from './type-ahead'

test('letters that follow each other quickly are one beginning, after a pause a new one begins', () => {
  const typed = new TypeAhead()
  expect(typed.add('여', 0)).toBe('여')
  expect(typed.add('름', 500)).toBe('여름')
  expect(typed.add('가', 1_400)).toBe('가')
})

test('a space belongs to what is being typed, and to nothing when nothing is', () => {
  const typed = new TypeAhead()
  expect(typed.isGoingOn(0)).toBe(false)
  typed.add('a', 100)
  expect(typed.isGoingOn(899)).toBe(true)
  expect(typed.isGoingOn(900)).toBe(false)
})
