import { expect, test } from 'vitest'
import type { UploadSummary } from '../api/types'
import { uploadsElsewhere } from './elsewhere'

const upload = (upload_id: string, name: string, size_bytes = 5): UploadSummary =>
  ({ upload_id, name, size_bytes, parent_id: 'folder' }) as UploadSummary

test('what this browser works on or waits with is not called left behind', () => {
  const open = [
    upload('mine', 'a'),
    upload('lost answer', '한글'),
    upload('phone', 'c'),
    upload('other size', '한글', 6),
  ]
  const here = [
    { uploadId: 'mine', name: 'a', sizeBytes: 5, folderId: 'folder' },
    { uploadId: null, name: '한글'.normalize('NFD'), sizeBytes: 5, folderId: 'folder' },
  ]
  expect(uploadsElsewhere(open, here).map(({ upload_id }) => upload_id)).toEqual(['phone', 'other size'])
})
