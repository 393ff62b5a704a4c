import { expect, test } from 'vitest'
import { fileKind, previewKind } from './kinds'

test.each([
  ['사진.JPG', null, 'image'],
  ['보고서.hwp', 'application/octet-stream', 'document'],
  ['no ending', 'video/mp4', 'video'],
  ['archive.tar.gz', null, 'archive'],
  ['unknown.xyz', null, 'other'],
])('%s of type %s is %s', (name, content_type, kind) => {
  expect(fileKind({ kind: 'file', name, content_type })).toBe(kind)
})

test.each([
  ['a.png', 'image/png', 'image'],
  ['a.jpg', 'IMAGE/JPEG; x=y', 'image'],
  ['a.mp4', 'video/mp4', 'video'],
  ['a.m4a', 'audio/x-m4a', 'audio'],
  ['a.wav', 'audio/wav', 'audio'],
  ['a.pdf', 'application/octet-stream', 'pdf'],
  ['no ending', 'application/pdf', 'pdf'],
  ['a.txt', 'text/plain; charset=utf-8', 'text'],
  ['읽어 보세요.md', 'text/markdown', 'text'],
  ['a.rs', '', 'text'],
  ['a.ts', 'video/mp2t', 'text'],
  ['a.csv', 'application/vnd.ms-excel', 'text'],
  ['Makefile', 'application/octet-stream', 'text'],
])('%s of type %s is looked at as %s', (name, content_type, kind) => {
  expect(previewKind({ kind: 'file', name, content_type })).toBe(kind)
})

test('what could run a script is shown as the text that it is', () => {
  expect(previewKind({ kind: 'file', name: 'a.svg', content_type: 'image/svg+xml' })).toBe('text')
  expect(previewKind({ kind: 'file', name: 'a.html', content_type: 'text/html' })).toBe('text')
  expect(previewKind({ kind: 'file', name: 'a.xhtml', content_type: 'application/xhtml+xml' })).toBe('text')
})

test('everything else is for a program of the device', () => {
  expect(previewKind({ kind: 'file', name: 'a.heic', content_type: 'image/heic' })).toBeNull()
  expect(previewKind({ kind: 'file', name: 'a.hwp', content_type: 'application/x-hwp' })).toBeNull()
  expect(previewKind({ kind: 'file', name: 'a.png', content_type: 'image/png, text/html' })).toBeNull()
  expect(previewKind({ kind: 'folder', name: 'a.pdf' })).toBeNull()
})
