import { expect, test } from 'vitest'
import { deedsFor, deedWords } from './account-words'

test('what is offered is what changes something', () => {
  expect(deedsFor({ role: 'user', status: 'active' })).toEqual(['quota', 'grant', 'suspend'])
  expect(deedsFor({ role: 'admin', status: 'suspended' })).toEqual(['quota', 'revoke', 'restore'])
  expect(deedsFor({ role: 'user', status: 'closing' })).toEqual(['quota', 'grant'])
})

test('each question says what it means for the files', () => {
  for (const deed of ['quota', 'suspend', 'restore', 'grant', 'revoke'] as const) {
    expect(deedWords.in('ko')[deed].text).toMatch(/파일/)
    expect(deedWords.in('en')[deed].text).toMatch(/file/)
  }
})
