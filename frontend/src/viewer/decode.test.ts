import { expect, test } from 'vitest'
import { decodeText, encodingOf, isBinary, linesIn } from './decode'

const read = (bytes: Uint8Array, isCut = false) => decodeText(bytes, encodingOf(bytes, isCut), isCut)
const utf8 = (text: string) => new TextEncoder().encode(text)

/** '안녕' as Korean Windows writes it. What CP949 adds to EUC-KR only browsers read as the Encoding standard says: a browser test does. */
const korean = Uint8Array.from([0xbe, 0xc8, 0xb3, 0xe7])

function utf16(text: string, isLittle: boolean): Uint8Array {
  const units = ['\ufeff', ...text].map((letter) => letter.charCodeAt(0))
  return Uint8Array.from(units.flatMap((unit) => (isLittle ? [unit & 255, unit >> 8] : [unit >> 8, unit & 255])))
}

test('UTF-8 is read with and without its mark', () => {
  expect(read(utf8('안녕 👋'))).toBe('안녕 👋')
  expect(read(Uint8Array.from([0xef, 0xbb, 0xbf, ...utf8('안녕')]))).toBe('안녕')
  expect(read(utf8(''))).toBe('')
})

test('what is no UTF-8 is Korean', () => {
  expect(encodingOf(korean, false)).toBe('euc-kr')
  expect(read(korean)).toBe('안녕')
})

test('UTF-16 is known by its mark', () => {
  expect(read(utf16('안녕', true))).toBe('안녕')
  expect(read(utf16('안녕', false))).toBe('안녕')
})

test('a letter that the cut went through makes no other encoding of UTF-8', () => {
  const bytes = utf8('안녕하세요')
  for (let end = 0; end <= bytes.length; end += 1) {
    const beginning = bytes.subarray(0, end)
    expect(encodingOf(beginning, true)).toBe('utf-8')
    expect('안녕하세요'.startsWith(read(beginning, true))).toBe(true)
  }
  expect(encodingOf(bytes.subarray(0, 4), false)).toBe('euc-kr')
})

test('zeros are in no text but UTF-16', () => {
  expect(isBinary(Uint8Array.from([0x89, 0x50, 0x00, 0x0d]))).toBe(true)
  expect(isBinary(utf16('a\u0000b', true))).toBe(false)
  expect(isBinary(utf8('글'))).toBe(false)
  expect(isBinary(new Uint8Array())).toBe(false)
})

test.each([
  ['', 1],
  ['a', 1],
  ['a\n', 1],
  ['a\nb', 2],
  ['\n\n', 2],
])('%j has %i lines', (text, lines) => {
  expect(linesIn(text)).toBe(lines)
})
