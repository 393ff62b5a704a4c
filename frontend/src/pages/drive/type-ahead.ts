/** Letters typed within this time belong together. */
const TOGETHER_MS = 800

/** Collects the letters with which somebody looks for a name. */
export class TypeAhead {
  #typed = ''
  #at = -Infinity

  /** What was typed so far, with this letter at its end. */
  add(letter: string, now: number): string {
    this.#typed = now - this.#at < TOGETHER_MS ? this.#typed + letter : letter
    this.#at = now
    return this.#typed
  }
}
