import {
  LARGE_FILE_WEIGHT,
  MAX_FOLDERS,
  MAX_HASHES,
  MAX_LOOK_UPS,
  MAX_OPEN_WEIGHT,
  MAX_PARTS_PER_SIGN,
  MAX_PUTS,
  MAX_SIGNS,
  MAX_UPLOADS_PER_CALL,
  PART_WINDOW,
  SIGN_BATCH,
  SINGLE_PART_BYTES,
} from './limits'
import type { Part, UploadItem, UploadState } from './state'

export type Action =
  | { kind: 'create_folder'; folder: string }
  | { kind: 'hash_file'; key: string }
  | { kind: 'start'; keys: string[] }
  | { kind: 'look_up'; key: string }
  | { kind: 'hash_part'; key: string; number: number }
  | { kind: 'sign'; key: string; numbers: number[] }
  | { kind: 'put'; key: string; number: number }
  | { kind: 'complete'; keys: string[] }

export interface Plan {
  actions: Action[]
  /** When something that waits may be tried again; null when only an event can bring news. */
  wakeAt: number | null
}

/** What to begin now. Changes nothing: who carries an action out calls `begin` first. */
export function planNext(state: UploadState, now: number): Plan {
  const planner = new Planner(state, now)
  if (state.halted === null) planner.run()
  return { actions: planner.actions, wakeAt: planner.wakeAt }
}

class Planner {
  actions: Action[] = []
  wakeAt: number | null = null
  #hashes: number
  #puts: number
  #signs: number

  constructor(
    private readonly state: UploadState,
    private readonly now: number,
  ) {
    this.#hashes = state.running.hashes
    this.#puts = state.running.puts
    this.#signs = state.running.signs
  }

  run() {
    this.#complete()
    this.#lookUp()
    this.#createFolders()
    const waitingToBeSent = this.#sendParts()
    this.#start(waitingToBeSent)
    this.#hashFiles()
  }

  /** One call at a time: commits of one account meet on the same totals. Files of one folder go together. */
  #complete() {
    if (this.state.running.completes > 0) return
    const keys: string[] = []
    let folder: string | null = null
    for (const item of this.#ready('to_complete')) {
      folder ??= item.folder
      if (item.folder === folder) keys.push(item.key)
      if (keys.length === MAX_UPLOADS_PER_CALL) break
    }
    if (keys.length > 0) this.actions.push({ kind: 'complete', keys })
  }

  #lookUp() {
    let running = [...this.state.phases.to_look_up].filter((key) => this.state.items.get(key)!.busy).length
    for (const item of this.#ready('to_look_up')) {
      if (running >= MAX_LOOK_UPS) return
      running += 1
      this.actions.push({ kind: 'look_up', key: item.key })
    }
  }

  #createFolders() {
    let running = this.state.running.folders
    for (const key of this.state.foldersToDo) {
      if (running >= MAX_FOLDERS) return
      const folder = this.state.folders.get(key)!
      const parent = folder.parent === null ? null : this.state.folders.get(folder.parent)!
      if (folder.state !== 'todo' || parent?.state !== 'there') continue
      if (!this.#isDue(folder.retryAt)) continue
      this.actions.push({ kind: 'create_folder', folder: key })
      running += 1
    }
  }

  /** Hashes, signs and sends the parts of open uploads. Answers how many parts are signed and waiting. */
  #sendParts(): number {
    let waiting = 0
    for (const key of this.state.phases.sending) {
      const item = this.state.items.get(key)!
      if (item.paused) continue
      waiting += this.#partsOf(item)
    }
    return waiting
  }

  #partsOf(item: UploadItem): number {
    // What is stored already has to be this very file before anything goes on.
    const verifying = item.unverified > 0
    const toSign: Part[] = []
    let inWindow = 0
    let waiting = 0
    let more = false
    for (let index = item.firstOpenPart; index < item.parts.length && inWindow < PART_WINDOW; index += 1) {
      const part = item.parts[index]!
      if (part.state === 'stored' || (verifying && part.expected === null)) continue
      inWindow += 1
      more ||= part.state === 'todo' || part.state === 'hashing'
      if (!this.#isDue(part.retryAt)) continue
      if (part.state === 'todo') this.#hashPart(item, part)
      else if (part.state === 'hashed' || (part.state === 'signed' && part.signedUntil <= this.now)) toSign.push(part)
      else if (part.state === 'signed') waiting += this.#put(item, part)
    }
    this.#sign(item, toSign, more && waiting > 0)
    return waiting
  }

  #hashPart(item: UploadItem, part: Part) {
    if (this.#hashes >= MAX_HASHES) return
    this.#hashes += 1
    this.actions.push({ kind: 'hash_part', key: item.key, number: part.number })
  }

  #put(item: UploadItem, part: Part): 0 | 1 {
    if (this.#puts >= MAX_PUTS) return 1
    this.#puts += 1
    this.actions.push({ kind: 'put', key: item.key, number: part.number })
    return 0
  }

  #sign(item: UploadItem, parts: Part[], canWait: boolean) {
    if (parts.length === 0 || this.#signs >= MAX_SIGNS) return
    if (canWait && parts.length < SIGN_BATCH) return
    this.#signs += 1
    const numbers = parts.slice(0, MAX_PARTS_PER_SIGN).map((part) => part.number)
    this.actions.push({ kind: 'sign', key: item.key, numbers })
  }

  /** Opens further uploads when what is open will soon have been sent; a full batch when there is one. */
  #start(waitingToBeSent: number) {
    if (this.state.running.starts > 0) return
    let weight = this.#openWeight()
    const keys: string[] = []
    for (const item of this.#ready('to_start')) {
      if (keys.length === MAX_UPLOADS_PER_CALL) break
      if (weight > 0 && weight + weightOf(item) > MAX_OPEN_WEIGHT) break
      weight += weightOf(item)
      keys.push(item.key)
    }
    if (keys.length === 0) return
    const moreIsComing = this.state.phases.to_hash.size > 0 && waitingToBeSent > 0
    if (keys.length < MAX_UPLOADS_PER_CALL && moreIsComing) return
    this.actions.push({ kind: 'start', keys })
  }

  #openWeight(): number {
    let weight = 0
    for (const phase of ['sending', 'to_look_up'] as const) {
      for (const key of this.state.phases[phase]) {
        const item = this.state.items.get(key)!
        if (!item.paused) weight += weightOf(item)
        if (weight >= MAX_OPEN_WEIGHT) return weight
      }
    }
    return weight
  }

  #hashFiles() {
    if (this.state.phases.to_start.size >= 2 * MAX_UPLOADS_PER_CALL) return
    for (const item of this.#ready('to_hash')) {
      if (this.#hashes >= MAX_HASHES) return
      this.#hashes += 1
      this.actions.push({ kind: 'hash_file', key: item.key })
    }
  }

  *#ready(phase: 'to_hash' | 'to_start' | 'to_look_up' | 'to_complete'): Generator<UploadItem> {
    for (const key of this.state.phases[phase]) {
      const item = this.state.items.get(key)!
      if (!item.busy && !item.paused && this.#isDue(item.retryAt)) yield item
    }
  }

  #isDue(retryAt: number): boolean {
    if (retryAt <= this.now) return true
    this.wakeAt = this.wakeAt === null ? retryAt : Math.min(this.wakeAt, retryAt)
    return false
  }
}

function weightOf(item: UploadItem): number {
  return item.sizeBytes > SINGLE_PART_BYTES ? LARGE_FILE_WEIGHT : 1
}
