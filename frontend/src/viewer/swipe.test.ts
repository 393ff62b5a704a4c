import { expect, test } from 'vitest'
import { swipeOf } from './swipe'

test('a finger that goes sideways turns to the next file or the one before', () => {
  expect(swipeOf({ x: 300, y: 400 }, { x: 200, y: 410 })).toBe('next')
  expect(swipeOf({ x: 100, y: 400 }, { x: 200, y: 360 })).toBe('previous')
})

test('a tap, a short move and one that goes up or down turn nothing', () => {
  expect(swipeOf({ x: 100, y: 100 }, { x: 103, y: 101 })).toBeNull()
  expect(swipeOf({ x: 100, y: 100 }, { x: 150, y: 100 })).toBeNull()
  expect(swipeOf({ x: 100, y: 100 }, { x: 180, y: 200 })).toBeNull()
})
