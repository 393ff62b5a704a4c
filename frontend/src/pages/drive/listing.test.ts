import { expect, test } from 'vitest'
import { Problem } from '../../api/problem'
import type { Entry } from '../../api/types'
import { FolderCache, FolderListing, type FolderSource } from './listing.svelte'

const entry = (id: string) => ({ id, kind: 'file', name: id }) as Entry

class FakeFolder implements FolderSource {
  names = Array.from({ length: 250 }, (_, index) => `f${index}`)
  etag = '1'
  problem: Problem | null = null
  lists = 0

  async list(_folder: string, { limit, cursor }: { limit: number; cursor?: string }, etag: string | null) {
    this.lists += 1
    if (this.problem) throw this.problem
    if (etag !== null && etag === this.etag) return 'not_modified' as const
    const from = Number(cursor ?? 0)
    const items = this.names.slice(from, from + limit).map(entry)
    const next_cursor = from + limit < this.names.length ? String(from + limit) : null
    return { page: { items, next_cursor }, etag: this.etag }
  }

  async entry(folder: string) {
    if (this.problem) throw this.problem
    return { ...entry(folder), path: [{ id: folder, name: '' }] }
  }
}

test('a folder opens with its first page and grows when its end is reached', async () => {
  const source = new FakeFolder()
  const listing = new FolderListing(source, 'root', 'name', 'asc')
  await listing.load()
  expect(listing.status).toBe('ready')
  expect(listing.items.length).toBe(100)
  await Promise.all([listing.more(), listing.more()])
  expect(listing.items.length).toBe(250)
  expect(listing.cursor).toBeNull()
  expect(source.lists).toBe(2)
})

test('what is meant for all of it reads on to the end, a thousand at a time', async () => {
  const source = new FakeFolder()
  source.names = Array.from({ length: 3_150 }, (_, index) => `f${index}`)
  const listing = new FolderListing(source, 'root', 'name', 'asc')
  await listing.load()
  // Somebody scrolls at the same time.
  await Promise.all([listing.more(), listing.rest()])
  expect(listing.items.map(({ id }) => id)).toEqual(source.names)
  expect(source.lists).toBe(1 + 1 + 3)
  await listing.rest()
  expect(source.lists).toBe(5)
})

test('a page that cannot be read ends the reading, and it can be tried again', async () => {
  const source = new FakeFolder()
  source.names = Array.from({ length: 3_000 }, (_, index) => `f${index}`)
  const listing = new FolderListing(source, 'root', 'name', 'asc')
  await listing.load()
  source.problem = new Problem('unavailable', 503)
  await listing.rest()
  expect(listing.moreFailed).toBe(true)
  expect(listing.items.length).toBe(100)
  source.problem = null
  await listing.rest()
  expect(listing.items.length).toBe(3_000)
})

test('a refresh keeps as many rows as are shown, and does nothing when nothing changed', async () => {
  const source = new FakeFolder()
  const listing = new FolderListing(source, 'root', 'name', 'asc')
  await listing.load()
  await listing.more()
  const before = listing.items
  await listing.refresh()
  expect(listing.items).toBe(before)
  source.names = ['new', ...source.names]
  source.etag = '2'
  await listing.refresh()
  expect(listing.items.length).toBe(250)
  expect(listing.items[0]!.id).toBe('new')
  expect(listing.cursor).toBe('250')
})

test('a folder that cannot be read now stays as it was; one that is gone says so', async () => {
  const source = new FakeFolder()
  const listing = new FolderListing(source, 'root', 'name', 'asc')
  await listing.load()
  source.problem = new Problem('no_answer', 0)
  await listing.refresh()
  expect(listing.status).toBe('ready')
  source.problem = new Problem('not_found', 404)
  await listing.refresh()
  expect(listing.status).toBe('failed')
  source.problem = null
  await listing.load()
  expect(listing.status).toBe('ready')
})

test('folders opened lately are kept, the oldest goes', () => {
  const cache = new FolderCache(new FakeFolder(), 2)
  const first = cache.open('a', 'name', 'asc').listing
  cache.open('b', 'name', 'asc')
  expect(cache.open('a', 'name', 'asc')).toEqual({ listing: first, isNew: false })
  cache.open('c', 'name', 'asc')
  expect(cache.open('b', 'name', 'asc').isNew).toBe(true)
})

test('an entry that changed is shown at once and stays where it is until the list is read again', async () => {
  const listing = new FolderListing(new FakeFolder(), 'root', 'name', 'asc')
  await listing.load()
  listing.replace({ ...entry('f1'), name: 'z' })
  expect(listing.items.slice(0, 3).map(({ name }) => name)).toEqual(['f0', 'z', 'f2'])
})
