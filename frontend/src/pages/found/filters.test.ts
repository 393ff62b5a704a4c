import { expect, test } from 'vitest'
import { isSettled, markedParts, readFilters, searchAddress, searchQuery, type Filters } from './filters'

const none: Filters = { q: '', kind: null, age: null, size: null }
const now = new Date('2026-11-28T00:00:00Z')

test('an address holds a search whole', () => {
  const filters: Filters = { q: '보고서 & 100%', kind: 'image', age: 'week', size: 'huge' }
  const address = searchAddress(filters)
  expect(readFilters(new URL(address, 'http://x').searchParams)).toEqual(filters)
  expect(searchAddress(none)).toBe('/search')
  expect(readFilters(new URLSearchParams('kind=films&changed=never&size=9'))).toEqual(none)
})

test('the API is asked for what was chosen, and for nothing where nothing was', () => {
  expect(searchQuery(none, now)).toBeNull()
  expect(searchQuery({ ...none, q: '  ' }, now)).toBeNull()
  expect(searchQuery({ ...none, q: ' 보고 ' }, now)).toEqual({ q: '보고' })
  expect(searchQuery({ q: '', kind: 'video', age: 'day', size: 'medium' }, now)).toEqual({
    kind: 'video',
    modified_after: '2026-11-27T00:00:00.000Z',
    min_bytes: 1_048_576,
    max_bytes: 104_857_599,
  })
  expect(searchQuery({ ...none, size: 'huge' }, now)).toEqual({ min_bytes: 1_073_741_824 })
})

test('a syllable that is still a lone letter waits, a whole one does not', () => {
  expect(isSettled('보ㄱ', true)).toBe(false)
  expect(isSettled('ㅎ', true)).toBe(false)
  expect(isSettled('보고', true)).toBe(true)
  expect(isSettled('ㅎ', false)).toBe(true)
})

test('what was searched for is marked in a name', () => {
  expect(markedParts('My Report.pdf', 'report')).toEqual([
    { text: 'My ', marked: false },
    { text: 'Report', marked: true },
    { text: '.pdf', marked: false },
  ])
  expect(markedParts('보고서', '보고')).toEqual([
    { text: '보고', marked: true },
    { text: '서', marked: false },
  ])
  expect(markedParts('보고서', '')).toEqual([{ text: '보고서', marked: false }])
  expect(markedParts('straße', 'strasse')).toEqual([{ text: 'straße', marked: false }])
})
