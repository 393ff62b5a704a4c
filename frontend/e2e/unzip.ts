// Reads a zip (also zip64) whose files are stored without compression, as the app writes them. APPNOTE.TXT 6.3.9, sections 4.3 and 4.5.
// It is read from the disk piece by piece, because a zip may be larger than any buffer.
import { open, type FileHandle } from 'node:fs/promises'
import { hashPart } from './tree'

/** An end record is at most this far from the end: its own length and the longest comment. */
const LONGEST_END = 22 + 65_535

/** SHA-256 in hex by path. */
export async function unzip(path: string): Promise<Map<string, { sha256: string; sizeBytes: number }>> {
  const zip = await open(path)
  try {
    const { offset, sizeBytes, count } = await directoryOf(zip)
    const directory = await read(zip, offset, sizeBytes)
    const files = new Map<string, { sha256: string; sizeBytes: number }>()
    let at = 0
    for (let index = 0; index < count; index += 1) {
      const { name, size, header, next } = entryAt(directory, at)
      const local = await read(zip, header, 30)
      const begin = header + 30 + local.readUInt16LE(26) + local.readUInt16LE(28)
      if (!name.endsWith('/')) files.set(name, { sha256: await hashPart(path, begin, size), sizeBytes: size })
      at = next
    }
    return files
  } finally {
    await zip.close()
  }
}

function entryAt(directory: Buffer, at: number) {
  if (directory.readUInt32LE(at) !== 0x02014b50) throw new Error(`no directory entry at ${at}`)
  if (directory.readUInt16LE(at + 10) !== 0) throw new Error('a file is compressed')
  const nameBytes = directory.readUInt16LE(at + 28)
  const extraBytes = directory.readUInt16LE(at + 30)
  const name = directory.toString('utf8', at + 46, at + 46 + nameBytes)
  const wide = wideNumbers(directory.subarray(at + 46 + nameBytes, at + 46 + nameBytes + extraBytes))
  let size = directory.readUInt32LE(at + 24)
  let header = directory.readUInt32LE(at + 42)
  if (size === 0xffffffff) size = wide.shift()!
  if (directory.readUInt32LE(at + 20) === 0xffffffff) wide.shift()
  if (header === 0xffffffff) header = wide.shift()!
  return { name, size, header, next: at + 46 + nameBytes + extraBytes + directory.readUInt16LE(at + 32) }
}

async function directoryOf(zip: FileHandle) {
  const { size } = await zip.stat()
  const begin = Math.max(0, size - LONGEST_END - 76)
  const tail = await read(zip, begin, size - begin)
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  const [count, sizeBytes, offset] = [
    tail.readUInt16LE(end + 10),
    tail.readUInt32LE(end + 12),
    tail.readUInt32LE(end + 16),
  ]
  if (count !== 0xffff && sizeBytes !== 0xffffffff && offset !== 0xffffffff) return { count, sizeBytes, offset }
  const end64 = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x06, 0x06]))
  const wide = (at: number) => Number(tail.readBigUInt64LE(end64 + at))
  return { count: wide(32), sizeBytes: wide(40), offset: wide(48) }
}

async function read(zip: FileHandle, begin: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length)
  const { bytesRead } = await zip.read(buffer, 0, length, begin)
  if (bytesRead !== length) throw new Error(`the zip ends at ${begin + bytesRead}`)
  return buffer
}

function wideNumbers(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue
    const length = extra.readUInt16LE(at + 2)
    return Array.from({ length: length / 8 }, (_, index) => Number(extra.readBigUInt64LE(at + 4 + index * 8)))
  }
  return []
}
