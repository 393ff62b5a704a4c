import { expect, test } from 'vitest'
import * as apply from './apply'
import { emptyState, sentBytes } from './state'
import { standsStill, summarise } from './summary'

const MIB = 1024 * 1024
const at = { now: 0, random: 0 }

function waiting(uploadId: string | null = 'u') {
  const state = emptyState()
  apply.addFolder(state, { key: 'target', parent: null, name: '', id: 'root', hint: ['root'] })
  apply.addItem(state, {
    key: 'k',
    name: 'film.mov',
    path: 'film.mov',
    folder: 'target',
    sizeBytes: 57 * MIB,
    contentType: 'video/quicktime',
    onConflict: 'fail',
    uploadId,
    resumed: true,
    needsFile: true,
  })
  return { state, item: state.items.get('k')! }
}

const stored = (...numbers: number[]): apply.StoredUpload => ({
  state: 'open',
  part_size_bytes: 16 * MIB,
  part_count: 4,
  stored_parts: numbers.map((number) => ({ number, size_bytes: 16 * MIB, sha256: `sha${number}` })),
})

const opened = {
  upload_id: 'u',
  state: 'open' as const,
  part_size_bytes: 16 * MIB,
  part_count: 4,
  parts: [],
  expires_at: '',
}

test('what a reload left is counted with its size and with what is stored of it', () => {
  const { state, item } = waiting()
  expect(summarise([item])).toMatchObject({
    files: 0,
    needFile: 1,
    waitingBytes: 57 * MIB,
    waitingStored: null,
    bytes: 0,
  })
  apply.heldThere(state, 'k', stored(1, 2))
  expect(summarise([item])).toMatchObject({ waitingStored: 32 * MIB })
  expect(standsStill(item)).toBe(true)
})

test('what is not stored any more is not promised', () => {
  const ended = waiting()
  apply.heldThere(ended.state, 'k', null)
  expect(summarise([ended.item]).waitingStored).toBe(0)
  const cancelled = waiting()
  apply.heldThere(cancelled.state, 'k', { ...stored(1), state: 'cancelled' })
  expect(summarise([cancelled.item]).waitingStored).toBe(0)
  expect(summarise([waiting(null).item]).waitingStored).toBe(0)
})

test('from the choosing of the file to the last comparison the bytes never go back', () => {
  const { state, item } = waiting()
  apply.heldThere(state, 'k', stored(1, 3))
  const seen = [sentBytes(item)]
  const note = () => seen.push(sentBytes(item))
  apply.fileGiven(state, 'k', 57 * MIB)
  note()
  apply.begin(state, { kind: 'start', keys: ['k'] })
  apply.started(state, ['k'], [opened], at)
  note()
  apply.begin(state, { kind: 'look_up', key: 'k' })
  apply.lookedUp(state, 'k', stored(1, 3))
  note()
  for (const number of [1, 3]) {
    apply.begin(state, { kind: 'hash_part', key: 'k', number })
    note()
    apply.partHashed(state, 'k', number, `sha${number}`)
    note()
  }
  expect(seen).toEqual(Array(seen.length).fill(32 * MIB))
})

test('another file of the same size leaves what is stored as it is', () => {
  const { state, item } = waiting()
  apply.heldThere(state, 'k', stored(1, 3))
  apply.fileGiven(state, 'k', 57 * MIB)
  apply.begin(state, { kind: 'start', keys: ['k'] })
  apply.started(state, ['k'], [opened], at)
  apply.begin(state, { kind: 'look_up', key: 'k' })
  apply.lookedUp(state, 'k', stored(1, 3))
  apply.begin(state, { kind: 'hash_part', key: 'k', number: 1 })
  apply.partHashed(state, 'k', 1, 'another')
  expect(item).toMatchObject({ phase: 'needs_file', failure: 'wrong_file' })
  expect(summarise([item])).toMatchObject({ needFile: 1, waitingStored: 32 * MIB })
  apply.fileGiven(state, 'k', 57 * MIB)
  expect(sentBytes(item)).toBe(32 * MIB)
})

test('an upload that has to begin anew has sent nothing', () => {
  const { state, item } = waiting()
  apply.heldThere(state, 'k', stored(1, 3))
  apply.fileGiven(state, 'k', 57 * MIB)
  apply.begin(state, { kind: 'start', keys: ['k'] })
  apply.startRefused(state, ['k'], { code: 'upload_closed' }, at)
  expect(sentBytes(item)).toBe(0)
})
