import { describe, expect, test } from 'vitest'
import type { OpenedUpload, StartedUpload } from '../api/types'
import * as apply from './apply'
import { backOffMs, MAX_PUTS } from './limits'
import { planNext, type Action } from './plan'
import { emptyState, partBytes, sentBytes, type UploadState } from './state'

const MIB = 1024 * 1024
const at = { now: 0, random: 0.5 }

function stateWith(sizes: number[], item: Partial<apply.NewItem> = {}): UploadState {
  const state = emptyState()
  apply.addFolder(state, { key: 'target', parent: null, name: '', id: 'root', hint: ['root'] })
  sizes.forEach((sizeBytes, index) =>
    apply.addItem(state, {
      key: `k${index}`,
      name: `f${index}`,
      path: `f${index}`,
      folder: 'target',
      sizeBytes,
      contentType: 'text/plain',
      onConflict: 'fail',
      ...item,
    }),
  )
  return state
}

function step(state: UploadState, now = 0): Action[] {
  const { actions } = planNext(state, now)
  actions.forEach((action) => apply.begin(state, action))
  return actions
}

const kinds = (actions: Action[]) => actions.map((action) => action.kind)

describe('a small file', () => {
  test('is hashed, started with its hash, sent with the signature of the start, completed', () => {
    const state = stateWith([10])
    expect(kinds(step(state))).toEqual(['hash_file'])
    apply.fileHashed(state, 'k0', 'sha')
    expect(step(state)).toEqual([{ kind: 'start', keys: ['k0'] }])
    apply.started(state, ['k0'], [openAnswer(1, [1])], at)
    expect(step(state)).toEqual([{ kind: 'put', key: 'k0', number: 1 }])
    apply.putEnded(state, 'k0', 1, 'stored', at)
    expect(step(state)).toEqual([{ kind: 'complete', keys: ['k0'] }])
    apply.completed(state, ['k0'], [{ kind: 'entry', entryId: 'e' }], at)
    expect(step(state)).toEqual([])
    expect(state.items.get('k0')).toMatchObject({ phase: 'done', entryId: 'e', storedBytes: 10 })
  })

  test('whose signature ran out gets a fresh one at once, and waits when that fails too', () => {
    const state = stateWith([10])
    apply.begin(state, step(state)[0]!)
    apply.fileHashed(state, 'k0', 'sha')
    step(state)
    apply.started(state, ['k0'], [openAnswer(1, [1])], at)
    step(state)
    apply.putEnded(state, 'k0', 1, 'expired', at)
    expect(step(state)).toEqual([{ kind: 'sign', key: 'k0', numbers: [1] }])
    apply.signed(state, 'k0', [1], [signature(1)], at)
    step(state)
    apply.putEnded(state, 'k0', 1, 'expired', at)
    expect(step(state)).toEqual([])
    expect(planNext(state, 0).wakeAt).toBe(backOffMs(2, 0.5, null))
  })

  test('is signed again when it waited longer than a signature lives', () => {
    const state = stateWith([10])
    step(state)
    apply.fileHashed(state, 'k0', 'sha')
    step(state)
    apply.started(state, ['k0'], [openAnswer(1, [1])], at)
    expect(kinds(step(state, 20 * 60_000))).toEqual(['sign'])
  })

  test('whose name is taken waits for a person, then goes on as decided', () => {
    const state = stateWith([10])
    step(state)
    apply.fileHashed(state, 'k0', 'sha')
    step(state)
    apply.started(state, ['k0'], [problemAnswer(409, 'name_taken')], at)
    expect(step(state)).toEqual([])
    apply.resolveConflict(state, 'k0', 'rename')
    expect(kinds(step(state))).toEqual(['start'])
    expect(state.items.get('k0')!.onConflict).toBe('rename')
  })

  test('is never sent while uploads are halted', () => {
    const state = stateWith([10])
    state.halted = 'offline'
    expect(planNext(state, 0)).toEqual({ actions: [], wakeAt: null })
  })
})

describe('limits', () => {
  test('a call starts at most 25 files, and one call at a time', () => {
    const state = stateWith(Array(60).fill(5))
    const first = drainHashes(state)
    expect(first.flatMap((action) => (action.kind === 'start' ? [action.keys.length] : []))).toEqual([2])
    apply.started(state, ['k0', 'k1'], [openAnswer(1, [1]), openAnswer(1, [1])], at)
    const second = step(state).find((action) => action.kind === 'start')
    expect(second).toMatchObject({ keys: { length: 25 } })
    expect(step(state).some((action) => action.kind === 'start')).toBe(false)
  })

  test('a large file has a bounded window of hashed parts and signs at most 20 a call', () => {
    const state = stateWith([100 * 16 * MIB])
    expect(kinds(step(state))).toEqual(['start'])
    apply.started(state, ['k0'], [openAnswer(100)], at)
    let hashed = 0
    for (let round = 0; round < 200; round += 1) {
      const actions = step(state)
      for (const action of actions) {
        if (action.kind === 'hash_part') {
          hashed += 1
          apply.partHashed(state, 'k0', action.number, `sha${action.number}`)
        }
        if (action.kind === 'sign') expect(action.numbers.length).toBeLessThanOrEqual(20)
      }
    }
    expect(hashed).toBe(16)
  })

  test('parts of several files share the PUTs', () => {
    const state = stateWith([5, 5, 5, 5, 5, 5, 5, 5])
    drainHashes(state)
    const start = [...state.items.keys()]
    apply.started(
      state,
      start,
      start.map(() => openAnswer(1, [1])),
      at,
    )
    expect(step(state).filter((action) => action.kind === 'put').length).toBe(MAX_PUTS)
  })
})

describe('folders', () => {
  test('are made parents first, and their files wait for them', () => {
    const state = emptyState()
    apply.addFolder(state, { key: 'target', parent: null, name: '', id: 'root', hint: ['root'] })
    apply.addFolder(state, { key: 'a', parent: 'target', name: 'a' })
    apply.addFolder(state, { key: 'a/b', parent: 'a', name: 'b' })
    apply.addItem(state, { ...file('x'), folder: 'a/b' })
    expect(step(state)).toEqual([{ kind: 'create_folder', folder: 'a' }])
    apply.folderThere(state, 'a', 'id-a')
    expect(step(state)).toEqual([{ kind: 'create_folder', folder: 'a/b' }])
    apply.folderThere(state, 'a/b', 'id-b')
    expect(state.folders.get('a/b')!.hint).toEqual(['root', 'id-a', 'id-b'])
    expect(kinds(step(state))).toEqual(['hash_file'])
  })

  test('one that cannot be made fails what is in it, and a retry makes it', () => {
    const state = emptyState()
    apply.addFolder(state, { key: 'target', parent: null, name: '', id: 'root', hint: ['root'] })
    apply.addFolder(state, { key: 'a', parent: 'target', name: 'a' })
    apply.addFolder(state, { key: 'a/b', parent: 'a', name: 'b' })
    apply.addItem(state, { ...file('x'), folder: 'a/b' })
    step(state)
    apply.folderRefused(state, 'a', { code: 'folder_full' }, at)
    expect(state.items.get('x')).toMatchObject({ phase: 'failed', failure: 'folder_full' })
    apply.retry(state, 'x')
    expect(step(state)).toEqual([{ kind: 'create_folder', folder: 'a' }])
  })
})

describe('resuming', () => {
  test('compares what is stored with the file before it sends anything, and sends only what is missing', () => {
    const state = stateWith([4 * 16 * MIB], { resumed: true, needsFile: true })
    expect(step(state)).toEqual([])
    apply.fileGiven(state, 'k0', 4 * 16 * MIB)
    step(state)
    apply.started(state, ['k0'], [openAnswer(4)], at)
    expect(step(state)).toEqual([{ kind: 'look_up', key: 'k0' }])
    apply.lookedUp(state, 'k0', uploadWith([1, 3]))
    expect(step(state)).toEqual([
      { kind: 'hash_part', key: 'k0', number: 1 },
      { kind: 'hash_part', key: 'k0', number: 3 },
    ])
    apply.partHashed(state, 'k0', 1, 'sha1')
    expect(step(state)).toEqual([])
    apply.partHashed(state, 'k0', 3, 'sha3')
    expect(sentBytes(state.items.get('k0')!)).toBe(32 * MIB)
    expect(step(state)).toEqual([
      { kind: 'hash_part', key: 'k0', number: 2 },
      { kind: 'hash_part', key: 'k0', number: 4 },
    ])
  })

  test('with another file of the same size stops and asks again', () => {
    const state = stateWith([2 * 16 * MIB], { resumed: true })
    step(state)
    apply.started(state, ['k0'], [openAnswer(2)], at)
    step(state)
    apply.lookedUp(state, 'k0', uploadWith([1], 2))
    step(state)
    apply.partHashed(state, 'k0', 1, 'another')
    expect(state.items.get('k0')).toMatchObject({ phase: 'needs_file', failure: 'wrong_file' })
    apply.fileGiven(state, 'k0', 17 * MIB)
    expect(state.items.get('k0')).toMatchObject({ phase: 'needs_file', failure: 'wrong_file' })
  })

  test('of an upload that expired starts anew', () => {
    const state = stateWith([2 * 16 * MIB], { resumed: true })
    step(state)
    apply.started(state, ['k0'], [openAnswer(2)], at)
    step(state)
    apply.lookedUp(state, 'k0', { ...uploadWith([], 2), state: 'expired' })
    expect(kinds(step(state))).toEqual(['start'])
  })
})

describe('back-off', () => {
  test('doubles up to a minute, with jitter, and respects Retry-After', () => {
    expect(backOffMs(1, 0, null)).toBe(500)
    expect(backOffMs(1, 1, null)).toBe(1_000)
    expect(backOffMs(3, 1, null)).toBe(4_000)
    expect(backOffMs(20, 1, null)).toBe(60_000)
    expect(backOffMs(1, 0, 30)).toBe(30_000)
  })

  test('an upload that is refused for lack of room fails, the others go on', () => {
    const state = stateWith([5, 5])
    drainHashes(state)
    apply.started(state, ['k0', 'k1'], [problemAnswer(507, 'quota_exceeded'), openAnswer(1, [1])], at)
    expect(state.items.get('k0')).toMatchObject({ phase: 'failed', failure: 'quota_exceeded' })
    expect(step(state)).toEqual([{ kind: 'put', key: 'k1', number: 1 }])
  })

  test('a body refused for one file is sent again without it', () => {
    const state = stateWith([5, 5])
    drainHashes(state)
    apply.startRefused(
      state,
      ['k0', 'k1'],
      { code: 'invalid_input', fields: [{ field: 'uploads.1.size_bytes' }] },
      at,
    )
    expect(state.items.get('k1')!.phase).toBe('failed')
    expect(step(state)).toEqual([{ kind: 'start', keys: ['k0'] }])
  })
})

// A server that forgets answers, expires signatures, refuses and is busy; and a browser that is reloaded in between.
describe.each(Array.from({ length: 40 }, (_, seed) => seed))('whatever goes wrong (seed %d)', (seed) => {
  test('every file arrives, exactly once, within the limits', () => {
    const random = seeded(seed)
    const server = new FaultyServer(random)
    const sizes = Array.from({ length: 30 }, () =>
      pick(random, [0, 1, 100, 16 * MIB, 16 * MIB + 1, 70 * MIB, 400 * MIB]),
    )
    let state = stateWith(sizes)
    let now = 0
    for (let round = 0; round < 20_000 && state.phases.done.size < sizes.length; round += 1) {
      const { actions, wakeAt } = planNext(state, now)
      for (const action of actions) {
        apply.begin(state, action)
        server.carryOut(state, action, { now, random: random() })
      }
      if (random() < 0.002) {
        server.pending = []
        state = reload(state)
      }
      if (server.pending.length > 0) server.answerOne()
      else if (actions.length === 0) now = Math.max(now + 1, wakeAt ?? now)
      for (const key of [...state.phases.failed]) apply.retry(state, key)
    }
    expect([...state.phases.done].length).toBe(sizes.length)
    expect(server.committed.size).toBe(sizes.length)
    expect(server.sentTwice).toBe(0)
    expect(state.running).toEqual({ puts: 0, hashes: 0, signs: 0, starts: 0, completes: 0, folders: 0 })
  })
})

class FaultyServer {
  uploads = new Map<string, { parts: Map<number, string>; count: number; partBytes: number }>()
  committed = new Set<string>()
  sentTwice = 0
  pending: (() => void)[] = []

  constructor(private readonly random: () => number) {}

  answerOne() {
    this.pending.splice(Math.floor(this.random() * this.pending.length), 1)[0]!()
  }

  carryOut(state: UploadState, action: Action, moment: apply.Moment) {
    const lost = this.random() < 0.05
    const later = (answer: () => void) => this.pending.push(answer)
    switch (action.kind) {
      case 'hash_file':
        return later(() => apply.fileHashed(state, action.key, `${action.key}:1`))
      case 'hash_part':
        return later(() => apply.partHashed(state, action.key, action.number, `${action.key}:${action.number}`))
      case 'start': {
        expect(action.keys.length).toBeLessThanOrEqual(25)
        const answers = action.keys.map((key) => this.#start(state, key))
        if (lost) return later(() => apply.startRefused(state, action.keys, { code: 'no_answer' }, moment))
        return later(() => apply.started(state, action.keys, answers, moment))
      }
      case 'look_up': {
        const { parts, count, partBytes: size } = this.uploads.get(action.key)!
        const stored = [...parts].map(([number, sha256]) => ({ number, size_bytes: 0, sha256 }))
        const stateWord = this.committed.has(action.key) ? 'committed' : 'open'
        return later(() =>
          apply.lookedUp(state, action.key, {
            state: stateWord,
            part_size_bytes: size,
            part_count: count,
            stored_parts: stored,
          }),
        )
      }
      case 'sign':
        expect(action.numbers.length).toBeLessThanOrEqual(20)
        if (lost) {
          return later(() => apply.signRefused(state, action.key, action.numbers, { code: 'unavailable' }, moment))
        }
        return later(() => apply.signed(state, action.key, action.numbers, action.numbers.map(signature), moment))
      case 'put':
        expect(state.running.puts).toBeLessThanOrEqual(MAX_PUTS)
        return later(() => this.#put(state, action, moment))
      case 'complete': {
        const answers = action.keys.map((key) => this.#complete(key))
        if (lost) return later(() => apply.completeRefused(state, action.keys, { code: 'no_answer' }, moment))
        return later(() => apply.completed(state, action.keys, answers, moment))
      }
    }
  }

  #start(state: UploadState, key: string): OpenedUpload {
    const { sizeBytes } = state.items.get(key)!
    const partSize = 16 * MIB
    const count = Math.max(1, Math.ceil(sizeBytes / partSize))
    if (!this.uploads.has(key)) this.uploads.set(key, { parts: new Map(), count, partBytes: partSize })
    return {
      ...openAnswer(count, count === 1 ? [1] : []),
      state: this.committed.has(key) ? 'committed' : ('open' as const),
    }
  }

  #put(state: UploadState, { key, number }: { key: string; number: number }, moment: apply.Moment) {
    const { parts } = this.uploads.get(key)!
    const dice = this.random()
    if (dice < 0.03) return apply.putEnded(state, key, number, 'expired', moment)
    if (dice < 0.06) return apply.putEnded(state, key, number, { code: 'no_answer' }, moment)
    // Only what nobody could know of may be sent twice: here every stored part's answer arrives.
    if (parts.has(number) && state.items.get(key)?.parts[number - 1]?.state === 'sending') this.sentTwice += 1
    parts.set(number, `${key}:${number}`)
    apply.putEnded(state, key, number, 'stored', moment)
  }

  #complete(key: string): apply.Completed {
    const upload = this.uploads.get(key)!
    if (upload.parts.size < upload.count) return { kind: 'problem', refusal: { code: 'upload_incomplete' } }
    if (this.random() < 0.05) return { kind: 'completing' }
    this.committed.add(key)
    return { kind: 'entry', entryId: `entry-${key}` }
  }
}

/** What is left after a reload: the list of open uploads, and the same files picked again. */
function reload(state: UploadState): UploadState {
  const fresh = stateWith([])
  for (const item of state.items.values()) {
    apply.addItem(fresh, { ...item, needsFile: item.phase !== 'done', resumed: true })
    if (item.phase === 'done') Object.assign(fresh.items.get(item.key)!, { busy: false })
    apply.fileGiven(fresh, item.key, item.sizeBytes)
  }
  return fresh
}

/** Hashes until only answers of the server can bring news; gives all that was begun. */
function drainHashes(state: UploadState): Action[] {
  const begun: Action[] = []
  for (;;) {
    const actions = step(state)
    if (actions.length === 0) return begun
    begun.push(...actions)
    for (const action of actions) if (action.kind === 'hash_file') apply.fileHashed(state, action.key, 'sha')
  }
}

function file(key: string): apply.NewItem {
  return {
    key,
    name: key,
    path: key,
    folder: 'target',
    sizeBytes: 5,
    contentType: 'text/plain',
    onConflict: 'fail',
  }
}

function signature(number: number) {
  return { number, url: `https://store/${number}`, headers: {} }
}

function openAnswer(count: number, signedNumbers: number[] = []): OpenedUpload {
  return {
    upload_id: 'u',
    state: 'open',
    part_size_bytes: 16 * MIB,
    part_count: count,
    parts: signedNumbers.map(signature),
    expires_at: '',
  }
}

function problemAnswer(status: number, code: string): StartedUpload {
  return { problem: { status, code, detail: '', fields: [] } }
}

function uploadWith(stored: number[], count = 4): apply.StoredUpload {
  return {
    state: 'open',
    part_size_bytes: 16 * MIB,
    part_count: count,
    stored_parts: stored.map((number) => ({ number, size_bytes: 16 * MIB, sha256: `sha${number}` })),
  }
}

function seeded(seed: number) {
  let value = seed * 2_654_435_761 + 1
  return () => {
    value = (value * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return value / 4_294_967_296
  }
}

function pick<T>(random: () => number, list: readonly T[]): T {
  return list[Math.floor(random() * list.length)]!
}

test('the last part has what is left', () => {
  const state = stateWith([40 * MIB])
  step(state)
  apply.started(state, ['k0'], [openAnswer(3)], at)
  const item = state.items.get('k0')!
  expect([1, 2, 3].map((number) => partBytes(item, number))).toEqual([16 * MIB, 16 * MIB, 8 * MIB])
})
