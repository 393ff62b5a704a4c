import { expect, test } from 'vitest'
import { detour, safeNext } from '../app/access'
import { pathOf, routeOf, type Route } from './routes'

test.each([
  ['/', { page: 'home' }],
  ['/sign-in', { page: 'sign_in' }],
  ['/sign-in/', { page: 'sign_in' }],
  ['/drive', { page: 'drive', folder: 'root' }],
  ['/drive/abc_-1', { page: 'drive', folder: 'abc_-1' }],
  ['/drive/abc/def', { page: 'not_found' }],
  ['/admin', { page: 'admin' }],
  ['/admin/invitations/', { page: 'admin_invitations' }],
  ['/admin/nothing', { page: 'not_found' }],
  ['/s/token', { page: 'link', token: 'token', folder: null }],
  ['/s/token/folder', { page: 'link', token: 'token', folder: 'folder' }],
  ['/s', { page: 'not_found' }],
  ['/nowhere', { page: 'not_found' }],
  ['/%E0%A4%A', { page: 'not_found' }],
] as [string, Route][])('%s is %j', (path, route) => expect(routeOf(path)).toEqual(route))

test('a path leads to its route and back', () => {
  for (const path of [
    '/',
    '/welcome',
    '/drive',
    '/drive/abc',
    '/s/t',
    '/s/t/f',
    '/shared-by-me',
    '/search',
    '/recent',
    '/starred',
    '/admin',
    '/admin/home',
    '/reset-password',
  ]) {
    expect(pathOf(routeOf(path))).toBe(path)
  }
})

test('everybody is led to the page that is meant for them', () => {
  expect(detour('drive', 'stranger')).toEqual({ page: 'sign_in' })
  expect(detour('drive', 'unverified')).toEqual({ page: 'welcome' })
  expect(detour('drive', 'account')).toBeNull()
  expect(detour('welcome', 'account')).toEqual({ page: 'drive', folder: 'root' })
  expect(detour('welcome', 'stranger')).toEqual({ page: 'sign_in' })
  expect(detour('sign_in', 'account')).toEqual({ page: 'drive', folder: 'root' })
  expect(detour('verify_email', 'unverified')).toBeNull()
  expect(detour('home', 'stranger')).toEqual({ page: 'sign_in' })
  expect(detour('admin', 'account')).toEqual({ page: 'drive', folder: 'root' })
  expect(detour('admin', 'stranger')).toEqual({ page: 'sign_in' })
  expect(detour('admin_invitations', 'admin')).toBeNull()
  expect(detour('drive', 'admin')).toBeNull()
  expect(detour('home', 'admin')).toEqual({ page: 'drive', folder: 'root' })
})

test('after a sign-in only our own pages are gone to', () => {
  expect(safeNext('/drive/abc')).toBe('/drive/abc')
  expect(safeNext('/settings')).toBe('/settings')
  expect(safeNext('/admin/home')).toBe('/admin/home')
  for (const hostile of ['//evil.example', 'https://evil.example', '/\\evil.example', '/sign-in', null, '']) {
    expect(safeNext(hostile)).toBeNull()
  }
})
