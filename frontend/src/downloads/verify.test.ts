import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Ticket } from '../api/types'
import { verified } from './verify'

const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => (index * 7) % 251)
const hash = (part: Uint8Array) => createHash('sha256').update(part).digest()

/** As S3 makes it of parts of this size. */
function composite(partBytes: number): string {
  const parts: Buffer[] = []
  for (let at = 0; at < bytes.length; at += partBytes) parts.push(hash(bytes.subarray(at, at + partBytes)))
  return `${hash(Buffer.concat(parts)).toString('base64')}-${parts.length}`
}

async function through(ticket: Partial<Ticket>, content: Uint8Array, chunkBytes: number) {
  const whole = { entry_id: 'a', path: '사진.jpg', size_bytes: content.length, url: '', ...ticket } as Ticket
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let at = 0; at < content.length; at += chunkBytes) controller.enqueue(content.slice(at, at + chunkBytes))
      controller.close()
    },
  })
  return new Uint8Array(await new Response(stream.pipeThrough(verified(whole))).arrayBuffer())
}

const bent = bytes.slice()
bent[77_777]! ^= 1

test.each([1_000, 8_191, 100_000])('what was stored comes through, in chunks of %i', async (chunkBytes) => {
  const sha256 = hash(bytes).toString('base64')
  expect(await through({ sha256 }, bytes, chunkBytes)).toEqual(bytes)
  for (const part_size_bytes of [10_000, 30_001, 100_000]) {
    const checksum = { composite: composite(part_size_bytes), part_size_bytes }
    expect(await through({ sha256: null, checksum }, bytes, chunkBytes)).toEqual(bytes)
  }
})

test('one bit that is not as it was stored ends the download and names the file', async () => {
  const damaged = { code: 'damaged', detail: '사진.jpg' }
  await expect(through({ sha256: hash(bytes).toString('base64') }, bent, 4_096)).rejects.toMatchObject(damaged)
  const checksum = { composite: composite(10_000), part_size_bytes: 10_000 }
  await expect(through({ checksum }, bent, 4_096)).rejects.toMatchObject(damaged)
})

test('a piece too large to be held is hashed as it comes', async () => {
  const part_size_bytes = 65 * 1024 * 1024
  const checksum = { composite: composite(part_size_bytes), part_size_bytes }
  expect(await through({ checksum }, bytes, 10_000)).toEqual(bytes)
  await expect(through({ checksum }, bent, 10_000)).rejects.toMatchObject({ code: 'damaged' })
})

test('an empty file and one without a checksum come through', async () => {
  const none = new Uint8Array()
  expect(await through({ sha256: hash(none).toString('base64') }, none, 1)).toEqual(none)
  expect(await through({}, bent, 1_000)).toEqual(bent)
})
