import { createHash, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { sha256 } from './hash'
import { Sha256 } from './sha256'

test.each(['', 'abc', '가나다'.repeat(1_000_000)])(
  'WebCrypto and JavaScript agree with a known hash',
  async (text) => {
    const blob = new Blob([text])
    const expected = createHash('sha256').update(text).digest('base64')
    expect(await sha256(blob)).toBe(expected)
    expect(await sha256(blob, null)).toBe(expected)
  },
)

test('however the bytes are cut, the hash is the same', () => {
  for (let length = 0; length < 300; length += 1) {
    const bytes = randomBytes(length)
    const hash = new Sha256()
    for (let at = 0; at < length;) {
      const step = 1 + ((at * 7 + length) % 90)
      hash.update(bytes.subarray(at, at + step))
      at += step
    }
    expect(Buffer.from(hash.digest()).toString('hex')).toBe(createHash('sha256').update(bytes).digest('hex'))
  }
})
