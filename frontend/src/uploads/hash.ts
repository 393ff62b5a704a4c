// SHA-256 of a blob as base64, as the contract's sha256 fields have it. Runs in a worker.
import { Sha256 } from './sha256'

const CHUNK_BYTES = 4 * 1024 * 1024

/** Where the page is no secure context (plain http on a local network), `subtle` is missing and JavaScript does it. */
export async function sha256(blob: Blob, subtle: SubtleCrypto | null = globalThis.crypto?.subtle ?? null) {
  if (subtle) return base64(new Uint8Array(await subtle.digest('SHA-256', await blob.arrayBuffer())))
  const hash = new Sha256()
  for (let offset = 0; offset < blob.size; offset += CHUNK_BYTES) {
    hash.update(new Uint8Array(await blob.slice(offset, offset + CHUNK_BYTES).arrayBuffer()))
  }
  return base64(hash.digest())
}

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
}
