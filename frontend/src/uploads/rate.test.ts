import { expect, test } from 'vitest'
import { Rate } from './rate'

test('a steady speed gives a steady time left', () => {
  const rate = new Rate()
  for (let second = 0; second <= 20; second += 1) rate.sample(second * 1000, second * 1_000_000)
  expect(rate.secondsFor(10_000_000)).toBeCloseTo(10, 5)
})

test('a change of speed arrives smoothly', () => {
  const rate = new Rate()
  for (let second = 0; second <= 10; second += 1) rate.sample(second * 1000, second * 1_000_000)
  rate.sample(11_000, 10_000_000)
  const left = rate.secondsFor(10_000_000)!
  expect(left).toBeGreaterThan(10)
  expect(left).toBeLessThan(13)
})

test('nothing is said before there is something to say', () => {
  const rate = new Rate()
  expect(rate.secondsFor(1)).toBeNull()
  expect(rate.secondsFor(0)).toBe(0)
  rate.sample(0, 0)
  rate.sample(1000, 0)
  expect(rate.secondsFor(1)).toBeNull()
})
