/** Letters typed within this time belong together. */
const TOGETHER_MS = 800

/** Collects the letters with which somebody looks for a name. */
export class TypeAhead {
  #typed = ''
  #at = -Infinity

  /** Whether what comes now belongs to what was typed: a space is part of a name then. */
  isGoingOn(now: number): boolean {
    return now - this.#at < TOGETHER_MS
  }

  /** What was typed so far, with this letter at its end. */
  add(letter: string, now: number): string {
    this.#typed = this.isGoingOn(now) ? this.#typed + letter : letter
    this.#at = now
    return this.#typed
  }
}
