// How fast a transfer is, smoothed so that the time left does not jump about.

/** After this long a new speed counts for about two thirds. */
const TIME_CONSTANT_S = 6

export class Rate {
  #bytesPerS: number | null = null
  #last: { at: number; bytes: number } | null = null

  /** Takes how many bytes have been sent in all at a moment in milliseconds. Going back (a part sent again) counts as nothing. */
  sample(at: number, bytes: number) {
    const last = this.#last
    this.#last = { at, bytes }
    if (!last || at <= last.at) return
    const seconds = (at - last.at) / 1000
    const speed = Math.max(0, bytes - last.bytes) / seconds
    const weight = 1 - Math.exp(-seconds / TIME_CONSTANT_S)
    this.#bytesPerS = this.#bytesPerS === null ? speed : this.#bytesPerS + (speed - this.#bytesPerS) * weight
  }

  /** Forgets the past, as after a pause. */
  reset() {
    this.#bytesPerS = null
    this.#last = null
  }

  /** Seconds until the rest is sent; null while nothing can be said. */
  secondsFor(bytes: number): number | null {
    if (bytes <= 0) return 0
    if (this.#bytesPerS === null || this.#bytesPerS < 1) return null
    return bytes / this.#bytesPerS
  }
}
