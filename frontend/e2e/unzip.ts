// Reads a zip (also zip64) whose files are stored without compression, as the app writes them. APPNOTE.TXT 6.3.9, sections 4.3 and 4.5.
import { hash } from './tree'

/** SHA-256 in hex by path. */
export function unzip(zip: Buffer): Map<string, { sha256: string; sizeBytes: number }> {
  const { offset, count } = directoryOf(zip)
  const files = new Map<string, { sha256: string; sizeBytes: number }>()
  let at = offset
  for (let index = 0; index < count; index += 1) {
    if (zip.readUInt32LE(at) !== 0x02014b50) throw new Error(`no directory entry at ${at}`)
    if (zip.readUInt16LE(at + 10) !== 0) throw new Error('a file is compressed')
    const nameBytes = zip.readUInt16LE(at + 28)
    const extraBytes = zip.readUInt16LE(at + 30)
    const name = zip.toString('utf8', at + 46, at + 46 + nameBytes)
    const extra = zip.subarray(at + 46 + nameBytes, at + 46 + nameBytes + extraBytes)
    let size = zip.readUInt32LE(at + 24)
    let header = zip.readUInt32LE(at + 42)
    const wide = wideNumbers(extra)
    if (size === 0xffffffff) size = wide.shift()!
    if (zip.readUInt32LE(at + 20) === 0xffffffff) wide.shift()
    if (header === 0xffffffff) header = wide.shift()!
    const begin = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28)
    if (!name.endsWith('/')) files.set(name, { sha256: hash(zip.subarray(begin, begin + size)), sizeBytes: size })
    at += 46 + nameBytes + extraBytes + zip.readUInt16LE(at + 32)
  }
  return files
}

function directoryOf(zip: Buffer): { offset: number; count: number } {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  const count = zip.readUInt16LE(end + 10)
  const offset = zip.readUInt32LE(end + 16)
  if (count !== 0xffff && offset !== 0xffffffff) return { offset, count }
  const end64 = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x06, 0x06]))
  return { offset: Number(zip.readBigUInt64LE(end64 + 48)), count: Number(zip.readBigUInt64LE(end64 + 32)) }
}

function wideNumbers(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue
    const length = extra.readUInt16LE(at + 2)
    return Array.from({ length: length / 8 }, (_, index) => Number(extra.readBigUInt64LE(at + 4 + index * 8)))
  }
  return []
}
