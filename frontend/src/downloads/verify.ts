import { Problem } from '../api/problem'
import type { Ticket } from '../api/types'
import { sha256 } from '../uploads/hash'
import { Sha256 } from '../uploads/sha256'

/** Pieces up to this are hashed by WebCrypto, which wants them whole; larger ones as they come. */
const MOST_WHOLE_BYTES = 64 * 1024 * 1024

/** Lets a file's bytes through and ends with an error when they are not those that were stored. What has no checksum goes unchecked. */
export function verified({ path, size_bytes, sha256: whole, checksum }: Ticket) {
  const pieceBytes = checksum ? checksum.part_size_bytes : Math.max(1, size_bytes)
  const expected = checksum ? checksum.composite : (whole ?? null)
  const digests: Promise<string>[] = []
  let piece = pieceHash(pieceBytes)

  /** `base64(sha256(the pieces' sha256))-N`, as S3 makes it of a file of several parts. */
  async function found(): Promise<string> {
    const all = await Promise.all(digests)
    if (!checksum) return all[0]!
    const raw = all.map((digest) => Uint8Array.from(atob(digest), (sign) => sign.charCodeAt(0)))
    return `${await sha256(new Blob(raw))}-${all.length}`
  }

  return new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      for (let at = 0; expected !== null && at < chunk.byteLength;) {
        const end = Math.min(chunk.byteLength, at + pieceBytes - piece.bytes)
        piece.add(chunk.slice(at, end))
        at = end
        if (piece.bytes === pieceBytes) {
          digests.push(piece.end())
          piece = pieceHash(pieceBytes)
        }
      }
      controller.enqueue(chunk)
    },
    async flush() {
      if (expected === null) return
      if (piece.bytes > 0 || digests.length === 0) digests.push(piece.end())
      if ((await found()) !== expected) throw new Problem('damaged', 0, path)
    },
  })
}

function pieceHash(pieceBytes: number) {
  const running = pieceBytes > MOST_WHOLE_BYTES ? new Sha256() : null
  const chunks: Uint8Array<ArrayBuffer>[] = []
  const hash = {
    bytes: 0,
    add(chunk: Uint8Array<ArrayBuffer>) {
      hash.bytes += chunk.byteLength
      if (running) running.update(chunk)
      else chunks.push(chunk)
    },
    async end(): Promise<string> {
      return running ? btoa(String.fromCharCode(...running.digest())) : sha256(new Blob(chunks))
    },
  }
  return hash
}
