/** Counts down to a moment, for buttons that may be used again after a while. */
export class Countdown {
  #until = $state(0)
  #now = $state(Date.now())
  #timer: ReturnType<typeof setInterval> | undefined

  /** Whole seconds left; 0 when it is over. */
  get seconds(): number {
    return Math.max(0, Math.ceil((this.#until - this.#now) / 1000))
  }

  start(seconds: number) {
    clearInterval(this.#timer)
    this.#now = Date.now()
    this.#until = this.#now + seconds * 1000
    this.#timer = setInterval(() => {
      this.#now = Date.now()
      if (this.seconds === 0) clearInterval(this.#timer)
    }, 250)
  }

  stop() {
    clearInterval(this.#timer)
  }
}
