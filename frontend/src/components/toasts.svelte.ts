// Short messages that come and go by themselves. They say what happened and may offer one thing to do.

export interface Toast {
  id: number
  text: string
  kind: 'good' | 'problem'
  action?: { label: string; act: () => void }
}

const SHOWN_MS = 5_000
/** Bad news and offers stay longer: they have to be read and decided. */
const SHOWN_LONG_MS = 9_000

class Toasts {
  list = $state<Toast[]>([])
  #lastId = 0

  good(text: string, action?: Toast['action']) {
    this.#show({ text, kind: 'good', action })
  }

  problem(text: string, action?: Toast['action']) {
    this.#show({ text, kind: 'problem', action })
  }

  dismiss(id: number) {
    this.list = this.list.filter((toast) => toast.id !== id)
  }

  #show(toast: Omit<Toast, 'id'>) {
    const id = (this.#lastId += 1)
    // The same words twice are one message.
    this.list = [...this.list.filter(({ text }) => text !== toast.text), { ...toast, id }].slice(-3)
    const stays = toast.kind === 'problem' || toast.action ? SHOWN_LONG_MS : SHOWN_MS
    setTimeout(() => this.dismiss(id), stays)
  }
}

export const toasts = new Toasts()
