// Short messages that come and go by themselves. They say what happened and may offer one thing to do.

export interface Toast {
  id: number
  text: string
  kind: 'good' | 'problem'
  action?: { label: string; act: () => void }
  shownAt: number
}

const SHOWN_MS = 5_000
/** Bad news and offers stay longer: they have to be read and decided. */
const SHOWN_LONG_MS = 9_000
/** No more than these at once: the oldest one goes. */
const MOST = 3

class Toasts {
  list = $state<Toast[]>([])
  #lastId = 0
  #isHeld = false
  #timers = new Map<number, ReturnType<typeof setTimeout>>()

  /** Answers the message's id, for who takes it away before its time. */
  good(text: string, action?: Toast['action']): number {
    return this.#show({ text, kind: 'good', action })
  }

  problem(text: string, action?: Toast['action']) {
    this.#show({ text, kind: 'problem', action })
  }

  /** While somebody reads or reaches for them, they stay, and so does what comes meanwhile (WCAG 2.2, 2.2.1). */
  hold() {
    this.#isHeld = true
    for (const timer of this.#timers.values()) clearTimeout(timer)
  }

  release() {
    this.#isHeld = false
    for (const toast of this.list) this.#dismissLater(toast)
  }

  dismiss(id: number) {
    clearTimeout(this.#timers.get(id))
    this.#timers.delete(id)
    this.list = this.list.filter((toast) => toast.id !== id)
  }

  #show(said: Omit<Toast, 'id' | 'shownAt'>): number {
    const toast = { ...said, id: (this.#lastId += 1), shownAt: Date.now() }
    // The same words twice are one message.
    const others = this.list.filter(({ text }) => text !== toast.text)
    const staying = others.slice(-(MOST - 1))
    for (const { id } of this.list) if (!staying.some((other) => other.id === id)) this.dismiss(id)
    this.list = [...staying, toast]
    this.#dismissLater(toast)
    return toast.id
  }

  #dismissLater({ id, kind, action }: Toast) {
    clearTimeout(this.#timers.get(id))
    if (this.#isHeld) return
    const stays = kind === 'problem' || action ? SHOWN_LONG_MS : SHOWN_MS
    this.#timers.set(
      id,
      setTimeout(() => this.dismiss(id), stays),
    )
  }
}

export const toasts = new Toasts()
