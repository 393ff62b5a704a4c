import { expect, test } from 'vitest'
import { quotaOf, quotaText } from './quota'

test.each([
  ['10', 10 * 1024 ** 3],
  [' 1.5 ', 1.5 * 1024 ** 3],
  ['1,5 GB', 1.5 * 1024 ** 3],
  ['500MB', 500 * 1024 ** 2],
  ['2 TiB', 2 * 1024 ** 4],
  ['0', 0],
  ['123 B', 123],
  ['', null],
  ['-1', null],
  ['ten', null],
  ['1.2345', null],
  ['9000 PB', null],
] as const)('%s is %s bytes', (text, bytes) => expect(quotaOf(text)).toBe(bytes))

test('a quota is written so that it is read again', () => {
  for (const bytes of [0, 1, 1023, 1024, 10 * 1024 ** 3, 1536 * 1024 ** 2, 1024 ** 5, Number.MAX_SAFE_INTEGER])
    expect(quotaOf(quotaText(bytes))).toBe(bytes)
})
