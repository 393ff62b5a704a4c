import { expect, test } from 'vitest'
import { formatBytes, formatExactBytes, shareOf } from './bytes'

test.each([
  [0, '0 B', '0B'],
  [1, '1 B', '1B'],
  [1023, '1,023 B', '1,023B'],
  [1024, '1.0 KB', '1.0KB'],
  [1536, '1.5 KB', '1.5KB'],
  [1024 * 1024 - 1, '1.0 MB', '1.0MB'],
  [1024 * 1023.9, '1,023.9 KB', '1,023.9KB'],
  [1.2 * 1024 ** 3, '1.2 GB', '1.2GB'],
  [10 * 1024 ** 3, '10.0 GB', '10.0GB'],
  [-2048, '−2.0 KB', '−2.0KB'],
  [3000 * 1024 ** 5, '3,000.0 PB', '3,000.0PB'],
])('%d bytes read %s and %s', (bytes, en, ko) => {
  expect(formatBytes(bytes, 'en').replace('\u00a0', ' ')).toBe(en)
  expect(formatBytes(bytes, 'ko')).toBe(ko)
})

test('exact bytes have separators and a unit in words', () => {
  expect(formatExactBytes(1_234_567, 'en')).toBe('1,234,567 bytes')
  expect(formatExactBytes(1, 'en')).toBe('1 byte')
  expect(formatExactBytes(1_234_567, 'ko')).toBe('1,234,567바이트')
})

test('a share stays between nothing and everything', () => {
  expect(shareOf(5, 10)).toBe(0.5)
  expect(shareOf(50, 10)).toBe(1)
  expect(shareOf(-5, 10)).toBe(0)
  expect(shareOf(0, 0)).toBe(0)
  expect(shareOf(1, 0)).toBe(1)
})
