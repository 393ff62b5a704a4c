import { expect, test } from 'vitest'
import { formatCountdown, formatTimeLeft } from './remaining'

test('time left is rounded up to steps that do not flicker', () => {
  expect(formatTimeLeft(3, 'en')).toBe('almost done')
  expect(formatTimeLeft(41, 'en')).toBe('about 45 s left')
  expect(formatTimeLeft(61, 'ko')).toBe('2분쯤 남음')
  expect(formatTimeLeft(2 * 3600, 'en')).toBe('about 2 h left')
})

test('a countdown has minutes and seconds', () => {
  expect(formatCountdown(0)).toBe('0:00')
  expect(formatCountdown(41.2)).toBe('0:42')
  expect(formatCountdown(3661)).toBe('1:01:01')
})
