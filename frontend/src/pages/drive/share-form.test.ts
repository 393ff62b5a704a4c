import { expect, test } from 'vitest'
import type { Share } from '../../api/types'
import {
  changeBody,
  checkDrop,
  checkShare,
  dropBody,
  dropChange,
  emptyShareForm,
  formOf,
  shareBody,
} from './share-form'

const now = new Date('2026-05-20T06:00:00Z')

test('what was not asked for is not sent', () => {
  expect(shareBody(emptyShareForm, ['e1'], now)).toEqual({ entry_ids: ['e1'], allow: 'download' })
})

test('everything that was asked for is sent', () => {
  const form = {
    ...emptyShareForm,
    protect: true,
    password: '우리끼리 비밀이야',
    expiry: 'week' as const,
    limit: true,
    maxDownloads: '3',
    note: ' 사진이에요 ',
  }
  expect(shareBody(form, ['a', 'b'], now)).toEqual({
    entry_ids: ['a', 'b'],
    allow: 'download',
    password: '우리끼리 비밀이야',
    expires_at: '2026-05-27T06:00:00.000Z',
    max_downloads: 3,
    note: '사진이에요',
  })
})

test('a link to look at only has no number of downloads', () => {
  const form = { ...emptyShareForm, allow: 'view' as const, limit: true, maxDownloads: 'x' }
  expect(checkShare(form, now)).toEqual({})
  expect(shareBody(form, ['a'], now)).toEqual({ entry_ids: ['a'], allow: 'view' })
})

test('what is wrong is told by field', () => {
  const form = {
    ...emptyShareForm,
    protect: true,
    expiry: 'custom' as const,
    customExpiry: '2020-01-01T00:00',
    limit: true,
    maxDownloads: '0',
  }
  expect(checkShare(form, now)).toEqual({
    password: 'required',
    expires_at: 'in_the_past',
    max_downloads: 'out_of_range',
  })
})

test('a password that is easily guessed is refused before the server does', () => {
  const wrong = (password: string) => checkShare({ ...emptyShareForm, protect: true, password }, now).password
  expect([wrong('abc'), wrong('일곱글자예요.'), wrong('여덟 글자예요!')]).toEqual([
    'too_short',
    'too_short',
    undefined,
  ])
  // A password that was written and then not wanted does not matter.
  expect(checkShare({ ...emptyShareForm, protect: false, password: 'abc' }, now)).toEqual({})
})

const made = {
  id: 's',
  allow: 'download',
  has_password: true,
  expires_at: '2026-06-01T00:00:00.000Z',
  max_downloads: 5,
  note: '안녕',
} as Share

test('a form that nobody touched changes nothing', () => {
  expect(checkShare(formOf(made), now, true)).toEqual({})
  expect(changeBody(formOf(made), made, now)).toEqual({})
})

test('what is taken away is null, and what is another is sent', () => {
  const form = { ...formOf(made), protect: false, expiry: 'never' as const, limit: false, note: '' }
  expect(changeBody(form, made, now)).toEqual({ password: null, expires_at: null, max_downloads: null, note: null })
  const other = { ...formOf(made), password: '새', expiry: 'day' as const, maxDownloads: '9', note: '새로' }
  expect(changeBody(other, made, now)).toEqual({
    password: '새',
    expires_at: '2026-05-21T06:00:00.000Z',
    max_downloads: 9,
    note: '새로',
  })
})

test('a link that becomes one to look at keeps its number of downloads', () => {
  expect(changeBody({ ...formOf(made), allow: 'view', limit: false }, made, now)).toEqual({ allow: 'view' })
})

test('a link without a password gets none by an empty field', () => {
  const open = { ...made, has_password: false } as Share
  expect(checkShare({ ...formOf(open), protect: true }, now, false)).toEqual({ password: 'required' })
})

const request = {
  ...made,
  allow: 'drop',
  has_password: false,
  expires_at: null,
  max_downloads: null,
  max_files: 5,
  max_bytes: 1024,
  max_file_bytes: null,
  kinds: ['image'],
} as unknown as Share

test('a link that takes files says how many, how much and which', () => {
  const form = { ...emptyShareForm, maxFiles: '5', maxBytes: '1024', maxFileBytes: '100', kinds: ['image' as const] }
  expect(checkDrop(form, now)).toEqual({})
  expect(dropBody(form, 'f', now)).toEqual({
    entry_ids: ['f'],
    allow: 'drop',
    max_files: 5,
    max_bytes: 1024,
    max_file_bytes: 100,
    kinds: ['image'],
  })
  expect(checkDrop({ ...form, maxFiles: '100001' }, now)).toEqual({ max_files: 'out_of_range' })
})

test('of a link that takes files only what is another is sent', () => {
  expect(dropChange(formOf(request), request, now)).toEqual({})
  const form = { ...formOf(request), maxFiles: '9', maxFileBytes: '50', kinds: [] }
  expect(dropChange(form, request, now)).toEqual({ max_files: 9, max_file_bytes: 50, kinds: [] })
})
