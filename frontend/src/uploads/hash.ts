// SHA-256 of a blob as base64, as the contract's sha256 fields have it. Runs in a worker.

/** Larger pieces are hashed as a stream, so that no more than this is in memory at once. */
const WHOLE_BYTES = 64 * 1024 * 1024
const CHUNK_BYTES = 4 * 1024 * 1024

/** Where the page is no secure context (plain http on a local network), `subtle` is missing and WebAssembly does it. */
export async function sha256(blob: Blob, subtle: SubtleCrypto | null = globalThis.crypto?.subtle ?? null) {
  if (subtle && blob.size <= WHOLE_BYTES) {
    return base64(new Uint8Array(await subtle.digest('SHA-256', await blob.arrayBuffer())))
  }
  const { createSHA256 } = await import('hash-wasm')
  const hasher = await createSHA256()
  for (let offset = 0; offset < blob.size; offset += CHUNK_BYTES) {
    hasher.update(new Uint8Array(await blob.slice(offset, offset + CHUNK_BYTES).arrayBuffer()))
  }
  return base64(hasher.digest('binary'))
}

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
}
