import { isPausing, sentBytes, type UploadItem } from './state'

/** The uploads of this tab in numbers. */
export interface Summary {
  /** Files that are uploaded, under way or refused; what waits for its file is counted apart. */
  files: number
  done: number
  failed: number
  conflicts: number
  paused: number
  /** Paused ones of which some parts are still on their way. */
  pausing: number
  /** Uploads that go on by themselves. */
  active: number
  bytes: number
  sent: number
  /** What a reload left: its files have to be chosen again. */
  needFile: number
  waitingBytes: number
  /** How much of that the server holds; null until it is known of each. */
  waitingStored: number | null
  secondsLeft: number | null
}

export const nothing: Summary = {
  files: 0,
  done: 0,
  failed: 0,
  conflicts: 0,
  paused: 0,
  pausing: 0,
  active: 0,
  bytes: 0,
  sent: 0,
  needFile: 0,
  waitingBytes: 0,
  waitingStored: 0,
  secondsLeft: null,
}

/** Everything but the time left, which needs a clock. */
export function summarise(items: Iterable<UploadItem>): Summary {
  const sum = { ...nothing }
  for (const item of items) {
    if (item.phase === 'needs_file') {
      sum.needFile += 1
      sum.waitingBytes += item.sizeBytes
      const stored = item.heldBytes === null ? null : sentBytes(item)
      sum.waitingStored = sum.waitingStored === null || stored === null ? null : sum.waitingStored + stored
      continue
    }
    sum.files += 1
    if (item.phase === 'done') sum.done += 1
    else if (item.phase === 'failed') sum.failed += 1
    else if (item.phase === 'conflict') sum.conflicts += 1
    else if (item.paused) {
      sum.paused += 1
      if (isPausing(item)) sum.pausing += 1
    } else sum.active += 1
    if (item.phase === 'failed') continue
    sum.bytes += item.sizeBytes
    sum.sent += sentBytes(item)
  }
  return sum
}

/** Nothing goes on until a person does something. */
export function standsStill(item: UploadItem): boolean {
  return ['needs_file', 'failed', 'conflict'].includes(item.phase) || (item.paused && !isPausing(item))
}
