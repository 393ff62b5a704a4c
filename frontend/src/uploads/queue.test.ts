import { expect, test, vi } from 'vitest'
import type { OpenUpload } from './open-uploads'
import { UploadQueue, type QueuePorts } from './queue'

const left: OpenUpload = {
  key: 'k',
  accountId: 'me',
  uploadId: 'upload',
  tab: 'gone',
  name: '영상.mov',
  path: '영상.mov',
  folderId: 'root',
  hint: ['root'],
  sizeBytes: 40_000_000,
  lastModified: 1,
  contentType: 'video/quicktime',
  onConflict: 'fail',
  source: null,
  startedAt: 1,
}

test('an upload that a reload left is given up on the server too, so that its room is free', async () => {
  const cancelled: string[] = []
  const forgotten: string[] = []
  const ports = {
    api: {
      DELETE: async (_path: string, { params }: { params: { path: { id: string } } }) => {
        cancelled.push(params.path.id)
        return { response: new Response(null, { status: 204 }) }
      },
    },
    store: { put: async () => undefined, delete: async (keys: string[]) => void forgotten.push(...keys) },
    now: () => 0,
    random: () => 0,
    onChange: () => undefined,
    onRoom: vi.fn(),
  } as unknown as QueuePorts
  const queue = new UploadQueue(ports)
  queue.restore([left])
  expect(queue.state.items.get('k')?.phase).toBe('needs_file')
  queue.cancel(['k'])
  await vi.waitFor(() => expect(ports.onRoom).toHaveBeenCalled())
  expect(cancelled).toEqual(['upload'])
  expect(forgotten).toEqual(['k'])
  expect(queue.state.items.size).toBe(0)
})

test('an upload that is refused holds nothing, and a reload does not bring it back', async () => {
  const stored = new Set<string>()
  const refused = { problem: { status: 507, code: 'quota_exceeded', title: '', type: '' } }
  const ports = {
    api: { POST: async () => ({ data: { uploads: [refused] }, response: new Response('{}') }) },
    store: {
      put: async (uploads: OpenUpload[]) => uploads.forEach(({ key }) => stored.add(key)),
      delete: async (keys: string[]) => keys.forEach((key) => stored.delete(key)),
    },
    sha256: async () => 'A'.repeat(43) + '=',
    accountId: () => 'me',
    tab: 'here',
    now: () => 0,
    random: () => 0,
    onChange: () => undefined,
    onRoom: vi.fn(() => expect(stored.size).toBe(0)),
  } as unknown as QueuePorts
  const queue = new UploadQueue(ports)
  const path = [{ id: 'root', name: '' }]
  queue.add({ files: [{ file: new File(['123'], 'a.txt'), path: ['a.txt'], source: null }], folders: [] }, { path })
  await vi.waitFor(() => expect([...queue.state.items.values()][0]?.failure).toBe('quota_exceeded'))
  expect(stored.size).toBe(0)
})
