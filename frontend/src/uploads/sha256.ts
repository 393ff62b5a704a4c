// SHA-256 (FIPS 180-4) in plain JavaScript, for pages without WebCrypto: plain http on a local network. WebAssembly would be
// faster, but the content security policy would have to allow it everywhere for the sake of those pages.

const BLOCK_BYTES = 64

const K = new Uint32Array(64)
const START = new Uint32Array(8)

// The constants are the first 32 bits of the fractional parts of the cube and square roots of the first primes (§4.2.2, §5.3.3).
{
  const primes: number[] = []
  for (let candidate = 2; primes.length < 64; candidate += 1) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate)
  }
  primes.forEach((prime, index) => {
    K[index] = fractionBits(Math.cbrt(prime))
    if (index < 8) START[index] = fractionBits(Math.sqrt(prime))
  })
}

function fractionBits(root: number): number {
  return (root - Math.floor(root)) * 2 ** 32
}

/** Hashes bytes as they come. */
export class Sha256 {
  #state = START.slice()
  #schedule = new Int32Array(64)
  #rest = new Uint8Array(BLOCK_BYTES)
  #restBytes = 0
  #totalBytes = 0

  update(bytes: Uint8Array) {
    this.#totalBytes += bytes.length
    let at = 0
    if (this.#restBytes > 0) {
      at = Math.min(BLOCK_BYTES - this.#restBytes, bytes.length)
      this.#rest.set(bytes.subarray(0, at), this.#restBytes)
      this.#restBytes += at
      if (this.#restBytes < BLOCK_BYTES) return
      this.#blocks(this.#rest, 0, BLOCK_BYTES)
      this.#restBytes = 0
    }
    const end = at + Math.floor((bytes.length - at) / BLOCK_BYTES) * BLOCK_BYTES
    this.#blocks(bytes, at, end)
    this.#rest.set(bytes.subarray(end))
    this.#restBytes = bytes.length - end
  }

  digest(): Uint8Array {
    const paddedBytes = this.#restBytes < BLOCK_BYTES - 8 ? BLOCK_BYTES : 2 * BLOCK_BYTES
    const last = new Uint8Array(paddedBytes)
    last.set(this.#rest.subarray(0, this.#restBytes))
    last[this.#restBytes] = 0x80
    const view = new DataView(last.buffer)
    view.setUint32(paddedBytes - 8, Math.floor(this.#totalBytes / 2 ** 29))
    view.setUint32(paddedBytes - 4, (this.#totalBytes % 2 ** 29) * 8)
    this.#blocks(last, 0, paddedBytes)
    const digest = new DataView(new ArrayBuffer(32))
    this.#state.forEach((word, index) => digest.setUint32(index * 4, word))
    return new Uint8Array(digest.buffer)
  }

  #blocks(bytes: Uint8Array, from: number, to: number) {
    const w = this.#schedule
    const state = this.#state
    for (let at = from; at < to; at += BLOCK_BYTES) {
      for (let i = 0, byte = at; i < 16; i += 1, byte += 4) {
        w[i] = (bytes[byte]! << 24) | (bytes[byte + 1]! << 16) | (bytes[byte + 2]! << 8) | bytes[byte + 3]!
      }
      for (let i = 16; i < 64; i += 1) {
        const x = w[i - 15]!
        const y = w[i - 2]!
        const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)
        const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10)
        w[i] = (w[i - 16]! + s0 + w[i - 7]! + s1) | 0
      }
      let a = state[0]! | 0
      let b = state[1]! | 0
      let c = state[2]! | 0
      let d = state[3]! | 0
      let e = state[4]! | 0
      let f = state[5]! | 0
      let g = state[6]! | 0
      let h = state[7]! | 0
      for (let i = 0; i < 64; i += 1) {
        const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
        const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i]! + w[i]!) | 0
        const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
        const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
        h = g
        g = f
        f = e
        e = (d + t1) | 0
        d = c
        c = b
        b = a
        a = (t1 + t2) | 0
      }
      state[0]! += a
      state[1]! += b
      state[2]! += c
      state[3]! += d
      state[4]! += e
      state[5]! += f
      state[6]! += g
      state[7]! += h
    }
  }
}
