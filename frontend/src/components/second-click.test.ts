import { expect, test } from 'vitest'
import { swallowSecondClick } from './second-click'

const at = (clientX: number, detail: number) => ({ clientX, clientY: 10, detail }) as MouseEvent
const passed = () => new Promise((resolve) => setTimeout(resolve, 600))

function page() {
  const target = new EventTarget()
  const came: string[] = []
  const click = (type: string, clientX: number) => {
    const event = Object.assign(new Event(type, { cancelable: true }), { clientX, clientY: 10 })
    target.dispatchEvent(event)
    return event.defaultPrevented
  }
  /** What opened listens after the one that swallows. */
  const listen = () => target.addEventListener('click', () => came.push('click'))
  return { target, came, click, listen }
}

test('the second click at the same place does nothing in what has opened', () => {
  const { target, came, click, listen } = page()
  swallowSecondClick(at(10, 1), target)
  listen()
  expect(['pointerdown', 'mousedown', 'click', 'dblclick'].map((type) => click(type, 12))).toEqual(
    Array(4).fill(true),
  )
  expect(came).toEqual([])
})

test('a click elsewhere, a later one and one after a key are clicks', async () => {
  const { target, came, click, listen } = page()
  swallowSecondClick(at(10, 1), target)
  listen()
  expect(click('click', 40)).toBe(false)
  await passed()
  expect(click('click', 10)).toBe(false)
  swallowSecondClick(at(10, 0), target)
  expect(click('click', 10)).toBe(false)
  expect(came.length).toBe(3)
})
