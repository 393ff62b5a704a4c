import { expect, test } from 'vitest'
import type { Notice } from '../../api/types'
import { badgeOf, sentenceOf } from './sentence'

const now = new Date('2026-03-01T12:00:00Z')

const notice = (more: Partial<Notice>) =>
  ({
    id: 'n',
    at: '2026-03-01T11:00:00.000Z',
    unread: true,
    entry_id: 'e1',
    entry_name: '여행',
    entry_kind: 'folder',
    from: null,
    share_id: null,
    files: null,
    expires_at: null,
    percent: null,
    ...more,
  }) as Notice

test('what somebody gave leads to it, and to nothing once it cannot be seen', () => {
  const given = notice({ kind: 'member_put', from: 'minji' })
  expect(sentenceOf(given, now, 'ko')).toEqual({
    text: 'minji 님이 ‘여행’ 폴더를 나에게 공유했어요.',
    href: '/drive/e1',
  })
  expect(sentenceOf({ ...given, entry_kind: 'file' }, now, 'en')).toEqual({
    text: 'minji shared the file “여행” with you.',
    href: '/shared-with-me',
  })
  const gone = { ...given, from: null, entry_name: null, entry_kind: null }
  expect(sentenceOf(gone, now, 'en').href).toBeNull()
})

test('files that came lead to their folder, or to the links where that is gone', () => {
  const came = notice({ kind: 'drop_received', files: 1 })
  expect(sentenceOf(came, now, 'en')).toEqual({ text: '1 file came into “여행”.', href: '/drive/e1' })
  expect(sentenceOf({ ...came, files: 1200, entry_name: null }, now, 'ko').text).toBe(
    '‘내 드라이브’에 파일 1,200개가 들어왔어요.',
  )
  const gone = { ...came, files: 3, entry_name: null, entry_kind: null }
  expect(sentenceOf(gone, now, 'en')).toEqual({
    text: '3 files came through one of your links that take files.',
    href: '/shared-by-me',
  })
})

test('a link ends until it has ended', () => {
  const ending = notice({ kind: 'share_expiring', expires_at: '2026-03-02T12:00:00.000Z' })
  expect(sentenceOf(ending, now, 'ko').text).toMatch(/^‘여행’ 링크가 .*에 끝나요\.$/)
  expect(sentenceOf(ending, new Date('2026-03-03T12:00:00Z'), 'en').text).toMatch(/^The link to “여행” ended on /)
})

test('the room is told of with what helps', () => {
  expect(sentenceOf(notice({ kind: 'room', percent: 80 }), now, 'ko').text).toContain('80% 이상')
  expect(sentenceOf(notice({ kind: 'room', percent: 95 }), now, 'en')).toMatchObject({ href: '/settings' })
})

test('the bell shows no more than 99', () => {
  expect([0, 1, 99, 100].map(badgeOf)).toEqual(['', '1', '99', '99+'])
})
