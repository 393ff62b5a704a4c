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
