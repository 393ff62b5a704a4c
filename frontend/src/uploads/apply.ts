// What happens to the state when something is begun, answered or decided. Together with `plan.ts` this is the whole
// behaviour of uploads; the queue only carries out and reports.
import type { Code } from '../api/problem'
import type { OnConflict, OpenedUpload, SignedPart, StartedUpload, Upload } from '../api/types'
import { backOffMs, COMPLETING_MS, MAX_ATTEMPTS, SIGNATURE_LIFE_MS, SINGLE_PART_BYTES } from './limits'
import type { Action } from './plan'
import {
  partBytes,
  sentBytes,
  type Failure,
  type FolderNode,
  type Part,
  type Phase,
  type UploadItem,
  type UploadState,
} from './state'

/** When something happened, and a number in [0, 1) for the jitter of back-off. */
export interface Moment {
  now: number
  random: number
}

/** A refusal as far as the planner cares. */
export interface Refusal {
  code: Failure
  retryAfterS?: number | null
}

export interface NewFolder {
  key: string
  parent: string | null
  name: string
  id?: string
  hint?: string[]
}

export interface NewItem {
  key: string
  name: string
  path: string
  folder: string
  sizeBytes: number
  contentType: string
  onConflict: OnConflict
  uploadId?: string | null
  /** Known from before a reload. */
  resumed?: boolean
  /** A resumed upload whose file has to be picked again. */
  needsFile?: boolean
}

export function addFolder(state: UploadState, folder: NewFolder) {
  const there = folder.id !== undefined
  state.folders.set(folder.key, {
    key: folder.key,
    parent: folder.parent,
    name: folder.name,
    id: folder.id ?? null,
    hint: folder.hint ?? [],
    state: there ? 'there' : 'todo',
    attempts: 0,
    retryAt: 0,
    failure: null,
  })
  if (!there) state.foldersToDo.add(folder.key)
}

export function addItem(state: UploadState, item: NewItem) {
  const folder = state.folders.get(item.folder)!
  const added: UploadItem = {
    key: item.key,
    name: item.name,
    path: item.path,
    folder: item.folder,
    sizeBytes: item.sizeBytes,
    contentType: item.contentType,
    onConflict: item.onConflict,
    phase: 'needs_folder',
    busy: false,
    paused: false,
    resumed: item.resumed ?? false,
    sha256: null,
    uploadId: item.uploadId ?? null,
    partSizeBytes: SINGLE_PART_BYTES,
    parts: [],
    firstOpenPart: 0,
    storedBytes: 0,
    unverified: 0,
    heldBytes: item.needsFile && item.uploadId ? null : 0,
    attempts: 0,
    retryAt: 0,
    failure: null,
    entryId: null,
  }
  state.items.set(item.key, added)
  state.phases.needs_folder.add(item.key)
  if (item.needsFile) toPhase(state, added, 'needs_file')
  else if (folder.state === 'there') toFirstStep(state, added)
  else if (folder.state === 'failed') fail(state, added, folder.failure ?? 'internal')
}

/** Marks an action as under way, so that it is not planned again. */
export function begin(state: UploadState, action: Action) {
  const { running } = state
  switch (action.kind) {
    case 'create_folder':
      running.folders += 1
      state.folders.get(action.folder)!.state = 'creating'
      break
    case 'hash_file':
      running.hashes += 1
      state.items.get(action.key)!.busy = true
      break
    case 'start':
      running.starts += 1
      action.keys.forEach((key) => (state.items.get(key)!.busy = true))
      break
    case 'look_up':
      state.items.get(action.key)!.busy = true
      break
    case 'hash_part':
      running.hashes += 1
      partOf(state, action)!.state = 'hashing'
      break
    case 'sign':
      running.signs += 1
      action.numbers.forEach((number) => (partOf(state, { key: action.key, number })!.state = 'signing'))
      break
    case 'put':
      running.puts += 1
      Object.assign(partOf(state, action)!, { state: 'sending', sentBytes: 0 })
      break
    case 'complete':
      running.completes += 1
      action.keys.forEach((key) => (state.items.get(key)!.busy = true))
      break
  }
}

// Folders

export function folderThere(state: UploadState, key: string, id: string) {
  state.running.folders -= 1
  const folder = state.folders.get(key)
  if (!folder) return
  const parent = folder.parent === null ? null : state.folders.get(folder.parent)
  Object.assign(folder, { state: 'there', id, hint: [...(parent?.hint ?? []), id], failure: null, attempts: 0 })
  state.foldersToDo.delete(key)
  for (const item of itemsWaitingFor(state, key)) toFirstStep(state, item)
}

export function folderRefused(state: UploadState, key: string, refusal: Refusal, at: Moment) {
  state.running.folders -= 1
  const folder = state.folders.get(key)
  if (!folder) return
  folder.attempts += 1
  if (isPassing(refusal.code) && folder.attempts < MAX_ATTEMPTS) {
    folder.state = 'todo'
    folder.retryAt = at.now + backOffMs(folder.attempts, at.random, refusal.retryAfterS ?? null)
    return
  }
  failFolder(state, folder, refusal.code)
}

function failFolder(state: UploadState, folder: FolderNode, failure: Failure) {
  Object.assign(folder, { state: 'failed', failure })
  state.foldersToDo.delete(folder.key)
  for (const item of itemsWaitingFor(state, folder.key)) fail(state, item, failure)
  for (const child of state.folders.values()) {
    if (child.parent === folder.key && child.state === 'todo') failFolder(state, child, failure)
  }
}

function itemsWaitingFor(state: UploadState, folder: string): UploadItem[] {
  return [...state.phases.needs_folder].map((key) => state.items.get(key)!).filter((item) => item.folder === folder)
}

// Hashing and starting

export function fileHashed(state: UploadState, key: string, sha256: string) {
  state.running.hashes -= 1
  const item = idle(state, key, 'to_hash')
  if (!item) return
  item.sha256 = sha256
  toPhase(state, item, 'to_start')
}

export function fileUnreadable(state: UploadState, action: { key: string; number?: number }, failure: Failure) {
  state.running.hashes -= 1
  const item = state.items.get(action.key)
  if (!item) return
  item.busy = false
  if (action.number !== undefined) resetPart(item, action.number, 'todo')
  fail(state, item, failure)
}

export function started(state: UploadState, keys: string[], answers: readonly StartedUpload[], at: Moment) {
  state.running.starts -= 1
  keys.forEach((key, index) => {
    const item = idle(state, key, 'to_start')
    const answer = answers[index]
    if (!item) return
    if (!answer) return retryOrFail(state, item, { code: 'internal' }, at)
    if ('problem' in answer) return refuseItem(state, item, { code: answer.problem.code as Code }, at)
    open(state, item, answer, at)
  })
}

function open(state: UploadState, item: UploadItem, answer: OpenedUpload, at: Moment) {
  item.uploadId = answer.upload_id
  item.attempts = 0
  if (answer.state === 'committed') return toPhase(state, item, 'to_complete')
  cutIntoParts(item, answer.part_size_bytes, answer.part_count)
  // An answer that was lost, or a reload: some parts may be stored.
  if (item.resumed) return toPhase(state, item, 'to_look_up')
  item.resumed = true
  const only = item.parts.length === 1 ? item.parts[0]! : null
  if (only && item.sha256 !== null) Object.assign(only, { state: 'hashed', sha256: item.sha256 })
  keepSignatures(item, answer.parts, at.now)
  toPhase(state, item, 'sending')
}

/** A whole call was refused. The fields of `invalid_input` name the uploads that were at fault; the others go again. */
export function startRefused(
  state: UploadState,
  keys: string[],
  refusal: Refusal & { fields?: readonly { field: string }[] },
  at: Moment,
) {
  state.running.starts -= 1
  const guilty = new Set((refusal.fields ?? []).map(({ field }) => Number(/^uploads\.(\d+)/.exec(field)?.[1] ?? -1)))
  const named = refusal.code === 'invalid_input' && keys.some((_key, index) => guilty.has(index))
  keys.forEach((key, index) => {
    const item = idle(state, key, 'to_start')
    if (!item) return
    // The answer may have been lost after the server had opened it: the same key then finds it again.
    if (isPassing(refusal.code)) item.resumed = true
    if (!named || guilty.has(index)) refuseItem(state, item, refusal, at)
  })
}

// Resuming

/** What get-upload says, as far as it matters here. */
export type StoredUpload = Pick<Upload, 'state' | 'part_size_bytes' | 'part_count' | 'stored_parts'>

export function lookedUp(state: UploadState, key: string, upload: StoredUpload) {
  const item = idle(state, key, 'to_look_up')
  if (!item) return
  item.attempts = 0
  if (upload.state === 'committed') return toPhase(state, item, 'to_complete')
  if (upload.state !== 'open') return startOver(state, item)
  cutIntoParts(item, upload.part_size_bytes, upload.part_count)
  item.heldBytes = 0
  for (const stored of upload.stored_parts) {
    const part = item.parts[stored.number - 1]
    if (!part || !stored.sha256) continue
    part.expected = stored.sha256
    item.unverified += 1
  }
  toPhase(state, item, 'sending')
}

/** What the server holds of an upload that waits for its file; null when there is no such upload any more. */
export function heldThere(state: UploadState, key: string, upload: StoredUpload | null) {
  const item = state.items.get(key)
  if (item?.phase !== 'needs_file' || item.heldBytes !== null) return
  if (upload?.state === 'committed') item.heldBytes = item.sizeBytes
  else if (upload?.state !== 'open') item.heldBytes = 0
  else item.heldBytes = upload.stored_parts.reduce((sum, { size_bytes }) => sum + size_bytes, 0)
}

export function itemRefused(state: UploadState, key: string, refusal: Refusal, at: Moment) {
  const item = idle(state, key)
  if (item) refuseItem(state, item, refusal, at)
}

// Parts

export function partHashed(state: UploadState, key: string, number: number, sha256: string) {
  state.running.hashes -= 1
  const item = state.items.get(key)
  const part = item?.parts[number - 1]
  if (!item || !part || part.state !== 'hashing') return
  part.sha256 = sha256
  if (part.expected === null) {
    part.state = 'hashed'
    return
  }
  if (part.expected !== sha256) return fail(state, item, 'wrong_file')
  item.unverified -= 1
  part.expected = null
  store(state, item, part)
}

export function signed(state: UploadState, key: string, numbers: number[], parts: readonly SignedPart[], at: Moment) {
  state.running.signs -= 1
  const item = state.items.get(key)
  if (!item) return
  item.attempts = 0
  keepSignatures(item, parts, at.now)
  for (const number of numbers) if (item.parts[number - 1]?.state === 'signing') resetPart(item, number, 'hashed')
}

export function signRefused(state: UploadState, key: string, numbers: number[], refusal: Refusal, at: Moment) {
  state.running.signs -= 1
  const item = state.items.get(key)
  if (!item) return
  for (const number of numbers) if (item.parts[number - 1]?.state === 'signing') resetPart(item, number, 'hashed')
  if (item.phase !== 'sending') return
  if (closes(refusal.code)) return startOver(state, item)
  if (!isPassing(refusal.code)) return fail(state, item, refusal.code)
  item.attempts += 1
  if (item.attempts >= MAX_ATTEMPTS) return fail(state, item, refusal.code)
  const retryAt = at.now + backOffMs(item.attempts, at.random, refusal.retryAfterS ?? null)
  for (const number of numbers) item.parts[number - 1]!.retryAt = retryAt
}

export function partProgress(state: UploadState, key: string, number: number, sentBytes: number) {
  const part = state.items.get(key)?.parts[number - 1]
  if (part?.state === 'sending') part.sentBytes = sentBytes
}

/** What a PUT came to. `412` means that it is stored already. */
export type PutOutcome = 'stored' | 'expired' | 'differs' | 'gone' | 'aborted' | 'unreadable' | Refusal

export function putEnded(state: UploadState, key: string, number: number, outcome: PutOutcome, at: Moment) {
  state.running.puts -= 1
  const item = state.items.get(key)
  const part = item?.parts[number - 1]
  if (!item || !part || part.state !== 'sending') return
  part.sentBytes = 0
  if (outcome === 'stored') return store(state, item, part)
  part.state = 'hashed'
  if (item.phase !== 'sending' || outcome === 'aborted') return
  if (outcome === 'unreadable') return fail(state, item, 'file_gone')
  if (outcome === 'differs') return fail(state, item, 'file_changed')
  if (outcome === 'gone') return toPhase(state, item, 'to_look_up')
  part.attempts += 1
  const refusal: Refusal = outcome === 'expired' ? { code: 'refused' } : outcome
  if (part.attempts >= MAX_ATTEMPTS) return fail(state, item, refusal.code)
  // One signature that ran out is nothing to wait for; a second one in a row is.
  if (outcome === 'expired' && part.attempts === 1) return
  part.retryAt = at.now + backOffMs(part.attempts, at.random, refusal.retryAfterS ?? null)
}

// Completing

export type Completed =
  { kind: 'entry'; entryId: string } | { kind: 'completing' } | { kind: 'problem'; refusal: Refusal }

export function completed(state: UploadState, keys: string[], answers: readonly Completed[], at: Moment) {
  state.running.completes -= 1
  keys.forEach((key, index) => {
    const item = idle(state, key, 'to_complete')
    if (!item) return
    const answer = answers[index] ?? { kind: 'problem', refusal: { code: 'internal' } }
    if (answer.kind === 'entry') {
      item.entryId = answer.entryId
      item.storedBytes = item.sizeBytes
      item.parts = []
      toPhase(state, item, 'done')
    } else if (answer.kind === 'completing') {
      item.retryAt = at.now + COMPLETING_MS
    } else {
      refuseItem(state, item, answer.refusal, at)
    }
  })
}

export function completeRefused(state: UploadState, keys: string[], refusal: Refusal, at: Moment) {
  state.running.completes -= 1
  for (const key of keys) {
    const item = idle(state, key, 'to_complete')
    if (item) refuseItem(state, item, refusal, at)
  }
}

// What a person decides

export function pause(state: UploadState, key: string) {
  const item = state.items.get(key)
  if (item) item.paused = true
}

export function unpause(state: UploadState, key: string) {
  const item = state.items.get(key)
  if (item) item.paused = false
}

/** Tries a failed upload again, from what is known to be stored. */
export function retry(state: UploadState, key: string) {
  const item = state.items.get(key)
  if (item?.phase !== 'failed') return
  const folder = state.folders.get(item.folder)!
  clearTries(item)
  if (folder.state !== 'there') {
    retryFolder(state, folder)
    return toPhase(state, item, 'needs_folder')
  }
  if (item.uploadId === null || item.parts.length === 0) return toFirstStep(state, item)
  toPhase(state, item, item.parts.every((part) => part.state === 'stored') ? 'to_complete' : 'to_look_up')
}

/** After a reload: a person picked the file again. Hashes tell later whether it is the same one. */
export function fileGiven(state: UploadState, key: string, sizeBytes: number) {
  const item = state.items.get(key)
  if (!item || (item.phase !== 'needs_file' && item.phase !== 'failed')) return
  if (item.sizeBytes !== sizeBytes) return fail(state, item, 'wrong_file')
  clearTries(item)
  item.heldBytes = sentBytes(item)
  item.sha256 = null
  item.parts = []
  item.firstOpenPart = 0
  item.storedBytes = 0
  item.unverified = 0
  item.resumed = true
  toFirstStep(state, item)
}

export function resolveConflict(state: UploadState, key: string, onConflict: OnConflict) {
  const item = state.items.get(key)
  if (item?.phase !== 'conflict') return
  item.onConflict = onConflict
  clearTries(item)
  toPhase(state, item, item.uploadId === null ? 'to_start' : 'to_complete')
}

/** Forgets an upload. Answers that come late find nothing and change nothing. */
export function remove(state: UploadState, key: string) {
  const item = state.items.get(key)
  if (!item) return
  state.phases[item.phase].delete(key)
  state.items.delete(key)
}

/** A connection or a sign-in came back: what waited need not wait longer. */
export function endWaiting(state: UploadState) {
  for (const key of state.foldersToDo) state.folders.get(key)!.retryAt = 0
  for (const phase of ['to_hash', 'to_start', 'to_look_up', 'sending', 'to_complete'] as const) {
    for (const key of state.phases[phase]) {
      const item = state.items.get(key)!
      item.retryAt = 0
      for (const part of item.parts) part.retryAt = 0
    }
  }
}

// Steps that several of the above share

/** The codes after which the same request may succeed. */
export function isPassing(code: Failure): boolean {
  return passing.has(code)
}

const passing = new Set<Failure>([
  'no_answer',
  'internal',
  'unavailable',
  'store_unavailable',
  'too_many_requests',
  'too_many_uploads',
  'conflict',
] satisfies (Code | Failure)[])

/** The codes that say that the upload is no longer open. */
function closes(code: Failure): boolean {
  return code === 'upload_closed' || code === 'not_found'
}

function refuseItem(state: UploadState, item: UploadItem, refusal: Refusal, at: Moment) {
  const { code } = refusal
  if (code === 'name_taken') return toPhase(state, item, 'conflict')
  if (code === 'client_key_reused') return fail(state, item, 'wrong_file')
  if (code === 'upload_incomplete' && item.phase === 'to_complete') return countTry(state, item, code, 'to_look_up')
  if (code === 'upload_closed') return startOver(state, item)
  if (code === 'not_found' && item.phase === 'to_look_up') return startOver(state, item)
  retryOrFail(state, item, refusal, at)
}

function retryOrFail(state: UploadState, item: UploadItem, refusal: Refusal, at: Moment) {
  if (!isPassing(refusal.code)) return fail(state, item, refusal.code)
  item.attempts += 1
  if (item.attempts >= MAX_ATTEMPTS) return fail(state, item, refusal.code)
  item.retryAt = at.now + backOffMs(item.attempts, at.random, refusal.retryAfterS ?? null)
}

/** Goes back a step at once, but not for ever. */
function countTry(state: UploadState, item: UploadItem, code: Failure, phase: Phase) {
  item.attempts += 1
  if (item.attempts >= MAX_ATTEMPTS) fail(state, item, code)
  else toPhase(state, item, phase)
}

/** The upload was cancelled or expired: the same key opens a new one. */
function startOver(state: UploadState, item: UploadItem) {
  item.uploadId = null
  item.parts = []
  item.firstOpenPart = 0
  item.storedBytes = 0
  item.unverified = 0
  item.heldBytes = 0
  item.resumed = false
  const needsHash = item.sizeBytes <= SINGLE_PART_BYTES && item.sha256 === null
  countTry(state, item, 'upload_closed', needsHash ? 'to_hash' : 'to_start')
}

function toFirstStep(state: UploadState, item: UploadItem) {
  const single = item.sizeBytes <= SINGLE_PART_BYTES
  toPhase(state, item, single && item.sha256 === null ? 'to_hash' : 'to_start')
}

function toPhase(state: UploadState, item: UploadItem, phase: Phase) {
  state.phases[item.phase].delete(item.key)
  item.phase = phase
  item.retryAt = 0
  if (phase !== 'failed') item.failure = null
  state.phases[phase].add(item.key)
}

function fail(state: UploadState, item: UploadItem, failure: Failure) {
  toPhase(state, item, failure === 'wrong_file' ? 'needs_file' : 'failed')
  item.failure = failure
}

function cutIntoParts(item: UploadItem, partSizeBytes: number, count: number) {
  item.partSizeBytes = partSizeBytes
  item.firstOpenPart = 0
  item.storedBytes = 0
  item.unverified = 0
  item.parts = Array.from({ length: count }, (_, index) => ({
    number: index + 1,
    state: 'todo',
    sha256: null,
    expected: null,
    url: '',
    headers: {},
    signedUntil: 0,
    sentBytes: 0,
    attempts: 0,
    retryAt: 0,
  }))
}

function keepSignatures(item: UploadItem, parts: readonly SignedPart[], now: number) {
  for (const { number, url, headers } of parts) {
    const part = item.parts[number - 1]
    // Only parts that were hashed here: a part that is being compared with what is stored must not be sent.
    if (!part || (part.state !== 'signing' && part.state !== 'hashed' && part.state !== 'signed')) continue
    Object.assign(part, { state: 'signed', url, headers, signedUntil: now + SIGNATURE_LIFE_MS })
  }
}

function store(state: UploadState, item: UploadItem, part: Part) {
  part.state = 'stored'
  item.storedBytes += partBytes(item, part.number)
  while (item.parts[item.firstOpenPart]?.state === 'stored') item.firstOpenPart += 1
  if (item.firstOpenPart === item.parts.length && item.phase === 'sending') toPhase(state, item, 'to_complete')
}

function resetPart(item: UploadItem, number: number, to: 'todo' | 'hashed') {
  const part = item.parts[number - 1]
  if (part && part.state !== 'stored') part.state = to
}

function retryFolder(state: UploadState, folder: FolderNode) {
  for (let node: FolderNode | undefined = folder; node && node.state === 'failed';) {
    Object.assign(node, { state: 'todo', failure: null, attempts: 0, retryAt: 0 })
    state.foldersToDo.add(node.key)
    node = node.parent === null ? undefined : state.folders.get(node.parent)
  }
}

function clearTries(item: UploadItem) {
  item.attempts = 0
  item.retryAt = 0
  item.failure = null
  item.paused = false
  for (const part of item.parts) Object.assign(part, { attempts: 0, retryAt: 0 })
}

/** The item, no longer busy, if it is still there and in the phase that the answer is about. */
function idle(state: UploadState, key: string, phase?: Phase): UploadItem | null {
  const item = state.items.get(key)
  if (!item) return null
  item.busy = false
  return phase === undefined || item.phase === phase ? item : null
}

function partOf(state: UploadState, { key, number }: { key: string; number: number }): Part | undefined {
  return state.items.get(key)?.parts[number - 1]
}
