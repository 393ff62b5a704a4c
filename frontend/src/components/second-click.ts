// A click on a name opens at once, and a double click is two of them: the second one would land in what has opened.

/** How long a system waits for the second click of a double click. */
const WAIT_MS = 500
/** How far a hand moves between the two. */
const NEAR_PX = 8

/** Swallows the second click at the same place. A click by key has no second one. */
export function swallowSecondClick(first: MouseEvent, target: EventTarget = window) {
  if (!first.detail) return
  const signal = AbortSignal.timeout(WAIT_MS)
  for (const type of ['pointerdown', 'mousedown', 'click', 'dblclick']) {
    const swallow = (event: Event) => {
      const { clientX, clientY } = event as MouseEvent
      if (Math.hypot(clientX - first.clientX, clientY - first.clientY) > NEAR_PX) return
      event.preventDefault()
      event.stopImmediatePropagation()
    }
    target.addEventListener(type, swallow, { capture: true, signal })
  }
}
