import { expect, test } from 'vitest'
import { hexOf } from './checksum'

test('a checksum reads as sha256sum prints it', () => {
  // Of nothing at all (FIPS 180-4).
  expect(hexOf('47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=')).toBe(
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  )
})
