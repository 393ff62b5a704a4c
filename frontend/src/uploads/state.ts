import type { Code } from '../api/problem'
import type { OnConflict } from '../api/types'

/** Why an upload does not go on by itself. The last four are found in the browser. */
export type Failure = Code | 'file_changed' | 'file_gone' | 'wrong_file' | 'refused'

/** Where a file stands. Each phase has one next step; `plan.ts` names it. */
export type Phase =
  | 'needs_folder' // the folder it goes to is not there yet
  | 'needs_file' // known from before a reload; its file has to be picked again
  | 'to_hash' // one part: its hash is sent along when it starts
  | 'to_start'
  | 'to_look_up' // open before: what is stored already?
  | 'sending'
  | 'to_complete'
  | 'conflict' // the name is taken: a person decides
  | 'failed'
  | 'done'

export type PartState = 'todo' | 'hashing' | 'hashed' | 'signing' | 'signed' | 'sending' | 'stored'

export interface Part {
  number: number
  state: PartState
  sha256: string | null
  /** Stored before a reload: the local part must have this hash before anything goes on. */
  expected: string | null
  url: string
  headers: Record<string, string>
  signedUntil: number
  sentBytes: number
  attempts: number
  retryAt: number
}

export interface UploadItem {
  /** The client key: made once, kept over reloads, the same upload for the server. */
  key: string
  name: string
  /** Shown to people: relative to where it was dropped. */
  path: string
  /** The key of the {@link FolderNode} it goes into. */
  folder: string
  sizeBytes: number
  contentType: string
  onConflict: OnConflict
  phase: Phase
  /** An action of the item itself (not of a part) is under way. */
  busy: boolean
  paused: boolean
  /** Was open before, here or on the server: look what is stored before sending. */
  resumed: boolean
  sha256: string | null
  uploadId: string | null
  partSizeBytes: number
  parts: Part[]
  /** All parts before this index are stored. */
  firstOpenPart: number
  storedBytes: number
  /** Parts that were stored before and are not yet known to be of this file. */
  unverified: number
  /** What the server is known to hold of it from before, while its parts are not known; null when nobody has asked yet. */
  heldBytes: number | null
  attempts: number
  retryAt: number
  failure: Failure | null
  entryId: string | null
}

export interface FolderNode {
  key: string
  /** The parent's key; null for the folder that was dropped on. */
  parent: string | null
  name: string
  id: string | null
  /** Ids from the root down to this folder, as the contract's `hint`. */
  hint: string[]
  state: 'todo' | 'creating' | 'there' | 'failed'
  attempts: number
  retryAt: number
  failure: Failure | null
}

/** Everything the planner knows. It is plain data: no File, no promise, no clock. */
export interface UploadState {
  items: Map<string, UploadItem>
  folders: Map<string, FolderNode>
  /** The keys of each phase, oldest first, so that planning does not depend on how many files there are. */
  phases: Record<Phase, Set<string>>
  foldersToDo: Set<string>
  /** Nothing is started while set. */
  halted: 'paused' | 'offline' | 'signed_out' | null
  running: { puts: number; hashes: number; signs: number; starts: number; completes: number; folders: number }
}

export const phases: readonly Phase[] = [
  'needs_folder',
  'needs_file',
  'to_hash',
  'to_start',
  'to_look_up',
  'sending',
  'to_complete',
  'conflict',
  'failed',
  'done',
]

export function emptyState(): UploadState {
  return {
    items: new Map(),
    folders: new Map(),
    phases: Object.fromEntries(phases.map((phase) => [phase, new Set()])) as unknown as Record<Phase, Set<string>>,
    foldersToDo: new Set(),
    halted: null,
    running: { puts: 0, hashes: 0, signs: 0, starts: 0, completes: 0, folders: 0 },
  }
}

/** Bytes of a part; the last one has what is left. */
export function partBytes(item: UploadItem, number: number): number {
  const begin = (number - 1) * item.partSizeBytes
  return Math.max(0, Math.min(item.partSizeBytes, item.sizeBytes - begin))
}

/** Bytes that have left, stored or under way. */
export function sentBytes(item: UploadItem): number {
  if (item.phase === 'done') return item.sizeBytes
  let bytes = item.storedBytes
  for (let index = item.firstOpenPart; index < item.parts.length; index += 1) {
    const part = item.parts[index]!
    // Stored before a reload: it stays, unless the file turns out to be another one.
    if (part.expected !== null) bytes += partBytes(item, part.number)
    else if (part.state === 'sending') bytes += part.sentBytes
    else if (part.state === 'todo' && item.unverified === 0) break
  }
  return Math.min(Math.max(bytes, item.heldBytes ?? 0), item.sizeBytes)
}

/** Paused, and some parts that had set out are still on their way: they arrive before it stands still. */
export function isPausing(item: UploadItem): boolean {
  return item.paused && item.phase === 'sending' && item.parts.some((part) => part.state === 'sending')
}
