import { expect, test } from 'vitest'
import { formatAgo, formatAhead } from './time'

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

test.each([
  [30 * 86400, 'in 30 days', '30일 후'],
  [10 * 3600, 'tomorrow', '내일'],
  [3 * 3600 + 60, 'in 3 hours', '3시간 후'],
  [5 * 60, 'in 5 minutes', '5분 후'],
  [3, 'soon', '곧'],
  [-60, 'soon', '곧'],
])('%d seconds ahead reads %s and %s', (seconds, en, ko) => {
  expect(formatAhead(before(-seconds), now, 'en')).toBe(en)
  expect(formatAhead(before(-seconds), now, 'ko')).toBe(ko)
})
