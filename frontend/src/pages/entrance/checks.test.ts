import { expect, test } from 'vitest'
import { checkEmail, checkNewPassword, checkUsername, usernameBecomes, onlyWrong } from './checks'

test.each([
  ['haneul', null],
  ['Haneul', null],
  ['', 'required'],
  ['ab', 'too_short'],
  ['a'.repeat(33), 'too_long'],
  ['1abc', 'invalid_start'],
  ['ab c', 'invalid_characters'],
  ['하늘이', 'invalid_start'],
])('username %j: %s', (text, code) => expect(checkUsername(text)).toBe(code))

test.each([
  ['haneul@example.com', null],
  [' haneul@example.com ', null],
  ['admin@localhost', null],
  ['haneul', 'invalid_email'],
  ['', 'required'],
])('address %j: %s', (text, code) => expect(checkEmail(text)).toBe(code))

test('a password has 8 characters as a person counts them', () => {
  expect(checkNewPassword('비밀번호여덟글자')).toBeNull()
  expect(checkNewPassword('1234567')).toBe('too_short')
  expect(checkNewPassword('')).toBe('required')
})

test('only what is wrong is told', () => {
  expect(onlyWrong({ a: null, b: 'required' })).toEqual({ b: 'required' })
  expect(onlyWrong({ a: null })).toBeNull()
})

test('who writes a name with capitals is told what it becomes', () => {
  expect(usernameBecomes(' Mina ')).toBe('mina')
  expect(['mina', '', 'Mi na', '1A', '가A', '\u212aim'].map(usernameBecomes)).toEqual(Array(6).fill(null))
})
