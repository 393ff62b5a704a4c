import { expect, test } from 'vitest'
import { formatAgo, formatCountdown, formatTimeLeft } from './time'

const now = new Date(2026, 4, 20, 15, 0, 0)
const before = (seconds: number) => new Date(now.getTime() - seconds * 1000)

test.each([
  [3, 'just now', '방금 전'],
  [-20, 'just now', '방금 전'],
  [60, '1 minute ago', '1분 전'],
  [59 * 60, '59 minutes ago', '59분 전'],
  [3 * 3600, '3 hours ago', '3시간 전'],
  [20 * 3600, 'yesterday', '어제'],
  [5 * 86400, '5 days ago', '5일 전'],
  [30 * 86400, 'Apr 20', '4월 20일'],
  [400 * 86400, 'Apr 15, 2025', '2025년 4월 15일'],
])('%d seconds ago reads %s and %s', (seconds, en, ko) => {
  expect(formatAgo(before(seconds), now, 'en')).toBe(en)
  expect(formatAgo(before(seconds), now, 'ko')).toBe(ko)
})

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
