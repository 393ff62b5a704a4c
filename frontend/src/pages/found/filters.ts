// What a search asks for, as the address says it and as the API is asked. Pure: the time is given.

export const kinds = ['folder', 'image', 'video', 'audio', 'document', 'archive'] as const
export const ages = ['day', 'week', 'month', 'year'] as const
export const sizes = ['small', 'medium', 'large', 'huge'] as const

export type Kind = (typeof kinds)[number]
export type Age = (typeof ages)[number]
export type Size = (typeof sizes)[number]

export interface Filters {
  q: string
  kind: Kind | null
  age: Age | null
  size: Size | null
}

const DAY_MS = 24 * 3_600_000
const ageDays: Record<Age, number> = { day: 1, week: 7, month: 30, year: 365 }

const MIB = 1024 * 1024
/** From, and below. */
export const sizeBounds: Record<Size, [number, number | null]> = {
  small: [0, MIB],
  medium: [MIB, 100 * MIB],
  large: [100 * MIB, 1024 * MIB],
  huge: [1024 * MIB, null],
}

function oneOf<T extends string>(list: readonly T[], text: string | null): T | null {
  return list.find((word) => word === text) ?? null
}

export function readFilters(query: URLSearchParams): Filters {
  return {
    q: query.get('q') ?? '',
    kind: oneOf(kinds, query.get('kind')),
    age: oneOf(ages, query.get('changed')),
    size: oneOf(sizes, query.get('size')),
  }
}

/** The address of a search. */
export function searchAddress({ q, kind, age, size }: Filters): string {
  const query = new URLSearchParams()
  if (q !== '') query.set('q', q)
  if (kind) query.set('kind', kind)
  if (age) query.set('changed', age)
  if (size) query.set('size', size)
  return query.size > 0 ? `/search?${query}` : '/search'
}

export interface SearchQuery {
  q?: string
  kind?: Kind
  modified_after?: string
  min_bytes?: number
  max_bytes?: number
}

/** What the API is asked; null when nothing is asked for. */
export function searchQuery({ q, kind, age, size }: Filters, now: Date): SearchQuery | null {
  const query: SearchQuery = {}
  if (q.trim() !== '') query.q = q.trim()
  if (kind) query.kind = kind
  if (age) query.modified_after = new Date(now.getTime() - ageDays[age] * DAY_MS).toISOString()
  if (size) {
    const [from, below] = sizeBounds[size]
    query.min_bytes = from
    if (below !== null) query.max_bytes = below - 1
  }
  return Object.keys(query).length > 0 ? query : null
}

/** Whether a text can be searched for now: not while its last syllable is a lone letter that is still being composed. */
export function isSettled(text: string, composing: boolean): boolean {
  return !composing || !/[\u3131-\u318e\u1100-\u11ff]$/.test(text)
}

/** The name in pieces, those that were searched for marked. Folding may change lengths (ß); then nothing is marked. */
export function markedParts(name: string, q: string): { text: string; marked: boolean }[] {
  const [whole, part] = [name.toLowerCase(), q.trim().normalize('NFC').toLowerCase()]
  const at = part === '' || whole.length !== name.length ? -1 : whole.indexOf(part)
  if (at < 0) return [{ text: name, marked: false }]
  const end = at + part.length
  return [
    { text: name.slice(0, at), marked: false },
    { text: name.slice(at, end), marked: true },
    { text: name.slice(end), marked: false },
  ].filter(({ text }) => text !== '')
}
