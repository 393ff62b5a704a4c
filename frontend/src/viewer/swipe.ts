export interface Finger {
  x: number
  y: number
}

/** A finger has to go so far, and clearly sideways. */
const LEAST_PX = 60

/** What a finger meant that was put down at one place and lifted at another. */
export function swipeOf(from: Finger, to: Finger): 'next' | 'previous' | null {
  const [across, down] = [to.x - from.x, to.y - from.y]
  if (Math.abs(across) < LEAST_PX || Math.abs(across) < 2 * Math.abs(down)) return null
  return across < 0 ? 'next' : 'previous'
}
