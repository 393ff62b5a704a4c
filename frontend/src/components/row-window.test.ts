import { expect, test } from 'vitest'
import { rowsInSight } from './row-window'

test('only what is in sight and a few rows around it are shown', () => {
  expect(rowsInSight(0, 440, 44, 1_000_000)).toEqual({ first: 0, end: 18 })
  expect(rowsInSight(44_000, 440, 44, 1_000_000)).toEqual({ first: 992, end: 1018 })
})

test('the ends hold, also before the list has come into sight and after it has left', () => {
  expect(rowsInSight(-2_000, 400, 44, 50)).toEqual({ first: 0, end: 0 })
  expect(rowsInSight(100_000, 400, 44, 50)).toEqual({ first: 50, end: 50 })
  expect(rowsInSight(0, 400, 44, 3)).toEqual({ first: 0, end: 3 })
  expect(rowsInSight(0, 0, 44, 0)).toEqual({ first: 0, end: 0 })
})
