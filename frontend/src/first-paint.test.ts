import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { storageKeys } from './preferences.svelte'

test('the script before the first paint reads the keys that the preferences write', () => {
  const code = readFileSync('src/first-paint.js', 'utf8')
  const read = [...code.matchAll(/stored\('([^']+)'\)/g)].map((match) => match[1])
  expect(read.sort()).toEqual(Object.values(storageKeys).sort())
})
