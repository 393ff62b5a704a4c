import { expect, test } from 'vitest'
import { shortOfRoom } from './shortage'

test('what fits to the byte fits', () => {
  expect(shortOfRoom([40, 60], 100)).toBeNull()
  expect(shortOfRoom([], 0)).toBeNull()
  expect(shortOfRoom([0, 0], -5)).toBeNull()
})

test('what does not fit is told with what is free, which is never less than nothing', () => {
  expect(shortOfRoom([40, 61], 100)).toEqual({ wanted: 101, free: 100 })
  expect(shortOfRoom([1], -5)).toEqual({ wanted: 1, free: 0 })
})
