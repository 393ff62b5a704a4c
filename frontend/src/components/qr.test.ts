import { expect, test } from 'vitest'
import { qrCode, qrFile } from './qr'

const link = `https://files.example.org/s/${'A'.repeat(43)}`

/** The modules again, from the path. */
function modules({ side, path }: { side: number; path: string }): boolean[][] {
  const dark = Array.from({ length: side }, () => Array.from({ length: side }, () => false))
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let at = 0; at < Number(width); at += 1) dark[Number(y)]![Number(x) + at] = true
  }
  return dark
}

test('a code has its three finders and a quiet margin of four modules', () => {
  const code = qrCode(link)
  const dark = modules(code)
  const last = code.side - 1 - 4
  const row = (y: number, from: number) =>
    dark[y]!.slice(from, from + 7)
      .map((module) => (module ? '#' : '.'))
      .join('')
  for (const [x, y] of [
    [4, 4],
    [last - 6, 4],
    [4, last - 6],
  ] as const) {
    expect([0, 1, 2, 3, 4, 5, 6].map((step) => row(y + step, x))).toEqual([
      '#######',
      '#.....#',
      '#.###.#',
      '#.###.#',
      '#.###.#',
      '#.....#',
      '#######',
    ])
  }
  for (const edge of [0, 1, 2, 3, last + 1, last + 4]) {
    expect(dark[edge]!.some(Boolean)).toBe(false)
    expect(dark.some((line) => line[edge])).toBe(false)
  }
})

test('another link is another code, and the file holds the same modules', () => {
  expect(qrCode(link).path).not.toBe(qrCode(`${link}B`).path)
  expect(qrFile(link)).toContain(qrCode(link).path)
  expect(qrFile(link)).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" /)
})
