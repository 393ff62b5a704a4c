import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { leavePage } from '../app/leave-page'
import { toasts } from './toasts.svelte'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.advanceTimersByTime(60_000)
  vi.useRealTimers()
})

const shown = () => toasts.list.map(({ text }) => text)

test('a message goes by itself, an offer and bad news stay longer', () => {
  toasts.good('saved')
  toasts.good('moved', { label: 'Undo', act: () => undefined })
  toasts.problem('full')
  vi.advanceTimersByTime(5_000)
  expect(shown()).toEqual(['moved', 'full'])
  vi.advanceTimersByTime(4_000)
  expect(shown()).toEqual([])
})

test('it stays while somebody is at it, and as long again after that', () => {
  toasts.good('moved', { label: 'Undo', act: () => undefined })
  vi.advanceTimersByTime(8_000)
  toasts.hold()
  vi.advanceTimersByTime(60_000)
  expect(shown()).toEqual(['moved'])
  toasts.release()
  vi.advanceTimersByTime(8_000)
  expect(shown()).toEqual(['moved'])
  vi.advanceTimersByTime(1_000)
  expect(shown()).toEqual([])
})

test('what comes while somebody is at them stays too', () => {
  toasts.hold()
  toasts.good('saved')
  vi.advanceTimersByTime(60_000)
  expect(shown()).toEqual(['saved'])
  toasts.release()
  vi.advanceTimersByTime(5_000)
  expect(shown()).toEqual([])
})

test('the same words twice are one message', () => {
  toasts.good('saved')
  toasts.good('saved')
  expect(shown()).toEqual(['saved'])
})

test('there are at most three, and the oldest goes first', () => {
  for (const text of ['one', 'two', 'three', 'four', 'five']) toasts.good(text)
  expect(shown()).toEqual(['three', 'four', 'five'])
})

test('another page ends what was said on the last one, but not what can still be undone', () => {
  toasts.good('saved')
  toasts.problem('full')
  toasts.good('moved', { label: 'Undo', act: () => undefined })
  vi.advanceTimersByTime(1_000)
  toasts.good('signed in')
  leavePage()
  expect(shown()).toEqual(['moved', 'signed in'])
  vi.advanceTimersByTime(9_000)
  expect(shown()).toEqual([])
})
