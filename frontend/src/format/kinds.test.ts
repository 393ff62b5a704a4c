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

test('only what the store serves inline can be previewed', () => {
  expect(previewKind({ kind: 'file', content_type: 'image/png' })).toBe('image')
  expect(previewKind({ kind: 'file', content_type: 'text/plain; charset=utf-8' })).toBe('text')
  expect(previewKind({ kind: 'file', content_type: 'image/svg+xml' })).toBeNull()
  expect(previewKind({ kind: 'file', content_type: 'application/pdf' })).toBeNull()
  expect(previewKind({ kind: 'folder' })).toBeNull()
})
