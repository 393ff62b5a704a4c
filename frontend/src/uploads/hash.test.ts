import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { sha256 } from './hash'

test.each(['', 'abc', '가나다'.repeat(1_000_000)])(
  'WebCrypto and WebAssembly agree with a known hash',
  async (text) => {
    const blob = new Blob([text])
    const expected = createHash('sha256').update(text).digest('base64')
    expect(await sha256(blob)).toBe(expected)
    expect(await sha256(blob, null)).toBe(expected)
  },
)
