import type { Client } from '../api/client'
import { answerOf, asProblem, type Code } from '../api/problem'
import type { CompletedUpload, Entry, OnConflict, PathItem, StartedUpload } from '../api/types'
import { foldName } from '../format/names'
import * as apply from './apply'
import type { OpenUpload } from './open-uploads'
import type { FileSource, Picked } from './picked'
import { planNext, type Action } from './plan'
import type { PutRequest } from './put'
import { emptyState, partBytes, type Failure, type UploadItem, type UploadState } from './state'
import { randomKey } from './tab-lock'

/** Everything that the queue needs from outside, so that a test can stand in for browser and server. */
export interface QueuePorts {
  api: Client
  sha256(blob: Blob): Promise<string>
  put(request: PutRequest): Promise<apply.PutOutcome>
  store: {
    put(uploads: OpenUpload[]): Promise<void>
    delete(keys: string[]): Promise<void>
  }
  accountId(): string
  tab: string
  now(): number
  random(): number
  /** Something changed that people may see. */
  onChange(): void
  /** Room was reserved or given back. */
  onRoom(): void
  /** Files or folders have arrived in this folder. */
  onArrived(folderId: string): void
}

/** The folder that something is dropped into, with its path from the root. */
export interface Target {
  path: readonly PathItem[]
}

type Of<Kind extends Action['kind']> = Extract<Action, { kind: Kind }>

/** Carries out what the planner says. It knows files, requests and timers; when to do what it does not decide. */
export class UploadQueue {
  readonly state: UploadState = emptyState()
  #files = new Map<string, File>()
  #sources = new Map<string, { source: FileSource | null; lastModified: number }>()
  #puts = new Map<string, AbortController>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #ticking = false

  constructor(private readonly ports: QueuePorts) {}

  /** Takes up files and folders for a folder. A file that a reload interrupted is recognised and goes on. */
  add(picked: Picked, target: Target, onConflict: OnConflict = 'fail') {
    const root = this.#targetNode(target)
    const drop = randomKey()
    const nodeOf = (path: string[]) => (path.length === 0 ? root : `${drop}/${path.join('/')}`)
    for (const path of picked.folders) {
      const parent = nodeOf(path.slice(0, -1))
      apply.addFolder(this.state, { key: nodeOf(path), parent, name: path.at(-1)! })
    }
    for (const { file, path, source } of picked.files) {
      if (this.#takeUpAgain(file, path, target)) continue
      const key = randomKey()
      this.#keepFile(key, file, source)
      apply.addItem(this.state, {
        key,
        name: path.at(-1)!,
        path: path.join('/'),
        folder: nodeOf(path.slice(0, -1)),
        sizeBytes: file.size,
        contentType: contentTypeOf(file),
        onConflict,
      })
    }
    this.tick()
  }

  /** Shows uploads from before a reload; they wait for their files. */
  restore(uploads: readonly OpenUpload[]) {
    for (const upload of uploads) {
      if (this.state.items.has(upload.key)) continue
      const folder = `restored/${upload.folderId}`
      if (!this.state.folders.has(folder)) {
        apply.addFolder(this.state, { key: folder, parent: null, name: '', id: upload.folderId, hint: upload.hint })
      }
      this.#sources.set(upload.key, { source: upload.source, lastModified: upload.lastModified })
      apply.addItem(this.state, { ...upload, folder, resumed: true, needsFile: true })
    }
    this.ports.onChange()
    void this.#lookAhead(uploads.map(({ key }) => key))
  }

  /** Learns how much of the waiting uploads is stored, one after another: it is only to be shown. */
  async #lookAhead(keys: string[]) {
    for (const key of keys) {
      const item = this.state.items.get(key)
      if (item?.phase !== 'needs_file' || item.heldBytes !== null) continue
      try {
        const params = { path: { id: item.uploadId! } }
        apply.heldThere(this.state, key, await answerOf(this.ports.api.GET('/api/uploads/{id}', { params })))
      } catch (cause) {
        const { code } = asProblem(cause)
        if (code === 'not_found' || code === 'upload_closed') apply.heldThere(this.state, key, null)
      }
      this.ports.onChange()
    }
  }

  /** Gives a waiting upload its file. Answers false when the file is plainly another one. */
  giveFile(key: string, file: File): boolean {
    const item = this.state.items.get(key)
    if (!item) return false
    this.#files.set(key, file)
    apply.fileGiven(this.state, key, file.size)
    this.tick()
    return item.failure === null
  }

  sourceOf(key: string): FileSource | null {
    return this.#sources.get(key)?.source ?? null
  }

  /** Nothing new sets out; what is on its way arrives, so that none of it is sent twice. */
  pause(keys: Iterable<string>) {
    for (const key of keys) apply.pause(this.state, key)
    this.tick()
  }

  resume(keys: Iterable<string>) {
    for (const key of keys) apply.unpause(this.state, key)
    this.tick()
  }

  retry(keys: Iterable<string>) {
    for (const key of keys) apply.retry(this.state, key)
    this.tick()
  }

  resolveConflict(keys: Iterable<string>, onConflict: OnConflict) {
    for (const key of keys) apply.resolveConflict(this.state, key, onConflict)
    this.tick()
  }

  /** Gives uploads up: what was reserved for them is free again. */
  cancel(keys: Iterable<string>) {
    const all = [...keys]
    for (const key of all) {
      const item = this.state.items.get(key)
      if (!item) continue
      this.#abortPuts(key)
      if (item.uploadId !== null && item.phase !== 'done') void this.#cancelOnServer(item.uploadId)
      this.#forget(key)
    }
    void this.ports.store.delete(all)
    this.tick()
  }

  /** Forgets an upload that the server was already told to give up. */
  ended(uploadId: string) {
    const keys = [...this.state.items.values()].filter((item) => item.uploadId === uploadId).map(({ key }) => key)
    for (const key of keys) {
      this.#abortPuts(key)
      this.#forget(key)
    }
    void this.ports.store.delete(keys)
    this.tick()
  }

  /** Takes finished uploads off the list. */
  clearDone() {
    for (const key of [...this.state.phases.done]) this.#forget(key)
    this.ports.onChange()
  }

  /** Stops everything (offline, signed out) or lets it go on. */
  halt(reason: UploadState['halted']) {
    this.state.halted = reason
    if (reason !== null) for (const key of this.#puts.keys()) this.#puts.get(key)!.abort()
    else apply.endWaiting(this.state)
    this.tick()
  }

  /** Forgets everything without telling the server, as when another person signs in. */
  clear() {
    for (const put of this.#puts.values()) put.abort()
    for (const key of [...this.state.items.keys()]) this.#forget(key)
    this.ports.onChange()
  }

  /** Begins whatever can begin now. Calls in one turn are done once. */
  tick() {
    this.ports.onChange()
    if (this.#ticking) return
    this.#ticking = true
    queueMicrotask(() => {
      this.#ticking = false
      this.#tick()
    })
  }

  #tick() {
    clearTimeout(this.#timer)
    const { actions, wakeAt } = planNext(this.state, this.ports.now())
    for (const action of actions) {
      apply.begin(this.state, action)
      void this.#carryOut(action).finally(() => this.tick())
    }
    if (wakeAt !== null && actions.length === 0) {
      this.#timer = setTimeout(() => this.tick(), Math.max(10, wakeAt - this.ports.now()))
    }
  }

  #carryOut(action: Action): Promise<void> {
    switch (action.kind) {
      case 'create_folder':
        return this.#createFolder(action)
      case 'hash_file':
        return this.#hashFile(action)
      case 'start':
        return this.#start(action)
      case 'look_up':
        return this.#lookUp(action)
      case 'hash_part':
        return this.#hashPart(action)
      case 'sign':
        return this.#sign(action)
      case 'put':
        return this.#put(action)
      case 'complete':
        return this.#complete(action)
    }
  }

  async #createFolder({ folder }: Of<'create_folder'>) {
    const node = this.state.folders.get(folder)!
    const parent = this.state.folders.get(node.parent!)!
    try {
      const id = await this.#folderId(parent.id!, parent.hint, node.name)
      apply.folderThere(this.state, folder, id)
      this.ports.onArrived(parent.id!)
    } catch (cause) {
      apply.folderRefused(this.state, folder, this.#refusal(cause), this.#moment())
    }
  }

  /** Makes a folder, or finds the one that is there: dropping a tree again fills it up. */
  async #folderId(parentId: string, hint: string[], name: string): Promise<string> {
    try {
      const body = { parent_id: parentId, name, hint }
      return (await answerOf(this.ports.api.POST('/api/folders', { body }))).id
    } catch (cause) {
      if (asProblem(cause).code !== 'name_taken') throw cause
      const existing = await this.#findFolder(parentId, name)
      if (!existing) throw cause
      return existing.id
    }
  }

  /** Folders stand before files when a folder is listed by name, so the search ends at the first file. */
  async #findFolder(parentId: string, name: string): Promise<Entry | null> {
    const wanted = foldName(name)
    let cursor: string | undefined
    do {
      const params = { path: { id: parentId }, query: { sort: 'name' as const, limit: 1000, cursor } }
      const page = await answerOf(this.ports.api.GET('/api/folders/{id}/entries', { params }))
      for (const entry of page.items) {
        if (entry.kind !== 'folder') return null
        if (foldName(entry.name) === wanted) return entry
      }
      cursor = page.next_cursor ?? undefined
    } while (cursor)
    return null
  }

  async #hashFile({ key }: Of<'hash_file'>) {
    try {
      apply.fileHashed(this.state, key, await this.ports.sha256(this.#fileOf(key)))
    } catch {
      apply.fileUnreadable(this.state, { key }, 'file_gone')
    }
  }

  async #hashPart({ key, number }: Of<'hash_part'>) {
    try {
      apply.partHashed(this.state, key, number, await this.ports.sha256(this.#slice(key, number)))
    } catch {
      apply.fileUnreadable(this.state, { key, number }, 'file_gone')
    }
  }

  async #start({ keys }: Of<'start'>) {
    const items = keys.map((key) => this.state.items.get(key)!)
    try {
      // Written first: whatever happens now, the same key finds the same upload again.
      await this.ports.store.put(items.map((item) => this.#record(item)))
      const uploads = items.map((item) => ({
        parent_id: this.state.folders.get(item.folder)!.id!,
        name: item.name,
        size_bytes: item.sizeBytes,
        content_type: item.contentType,
        client_key: item.key,
        on_conflict: item.onConflict,
        ...(item.sha256 === null ? {} : { sha256: item.sha256 }),
      }))
      const answer = await answerOf(this.ports.api.POST('/api/uploads', { body: { uploads } }))
      const gone = keys.filter((key) => !this.state.items.has(key))
      apply.started(this.state, keys, answer.uploads, this.#moment())
      this.#cancelLate(keys, gone, answer.uploads)
      // Written again with the server's id, so that it can be given up even after a reload. What was refused holds nothing and has nothing
      // to go on with then.
      const kept = items.filter(({ key }) => this.state.items.has(key))
      void this.ports.store.put(kept.filter(({ uploadId }) => uploadId !== null).map((item) => this.#record(item)))
      void this.ports.store.delete(kept.filter(({ uploadId }) => uploadId === null).map(({ key }) => key))
      this.ports.onRoom()
    } catch (cause) {
      apply.startRefused(this.state, keys, this.#refusal(cause), this.#moment())
    }
  }

  /** Uploads that were given up while they were being started. */
  #cancelLate(keys: string[], gone: string[], answers: readonly StartedUpload[]) {
    for (const key of gone) {
      const answer = answers[keys.indexOf(key)]
      if (answer && 'upload_id' in answer) void this.#cancelOnServer(answer.upload_id)
      void this.ports.store.delete([key])
    }
  }

  async #lookUp({ key }: Of<'look_up'>) {
    const { uploadId } = this.state.items.get(key)!
    try {
      const params = { path: { id: uploadId! } }
      apply.lookedUp(this.state, key, await answerOf(this.ports.api.GET('/api/uploads/{id}', { params })))
    } catch (cause) {
      apply.itemRefused(this.state, key, this.#refusal(cause), this.#moment())
    }
  }

  async #sign({ key, numbers }: Of<'sign'>) {
    const item = this.state.items.get(key)!
    const parts = numbers.map((number) => ({ number, sha256: item.parts[number - 1]!.sha256! }))
    try {
      const params = { path: { id: item.uploadId! } }
      const answer = await answerOf(this.ports.api.POST('/api/uploads/{id}/parts', { params, body: { parts } }))
      apply.signed(this.state, key, numbers, answer.parts, this.#moment())
    } catch (cause) {
      apply.signRefused(this.state, key, numbers, this.#refusal(cause), this.#moment())
    }
  }

  async #put({ key, number }: Of<'put'>) {
    const { url, headers } = this.state.items.get(key)!.parts[number - 1]!
    const abort = new AbortController()
    const name = `${key}:${number}`
    this.#puts.set(name, abort)
    const outcome = await this.ports.put({
      url,
      headers,
      body: this.#slice(key, number),
      signal: abort.signal,
      onProgress: (sentBytes) => {
        apply.partProgress(this.state, key, number, sentBytes)
        this.ports.onChange()
      },
    })
    if (this.#puts.get(name) === abort) this.#puts.delete(name)
    apply.putEnded(this.state, key, number, outcome, this.#moment())
  }

  async #complete({ keys }: Of<'complete'>) {
    const items = keys.map((key) => this.state.items.get(key)!)
    const uploads = items.map((item) => ({
      upload_id: item.uploadId!,
      hint: this.state.folders.get(item.folder)!.hint,
      ...(item.onConflict === 'fail' ? {} : { on_conflict: item.onConflict }),
    }))
    try {
      const answer = await answerOf(this.ports.api.POST('/api/uploads/complete', { body: { uploads } }))
      const results = answer.uploads.map(asCompleted)
      apply.completed(this.state, keys, results, this.#moment())
      this.#arrived(items.filter((item) => item.phase === 'done'))
    } catch (cause) {
      apply.completeRefused(this.state, keys, this.#refusal(cause), this.#moment())
    }
  }

  #arrived(items: UploadItem[]) {
    if (items.length === 0) return
    for (const { key } of items) this.#files.delete(key)
    void this.ports.store.delete(items.map(({ key }) => key))
    for (const folder of new Set(items.map((item) => item.folder))) {
      this.ports.onArrived(this.state.folders.get(folder)!.id!)
    }
  }

  /** Giving back is worth a second try; after that the reservation expires by itself. */
  async #cancelOnServer(uploadId: string) {
    const params = { path: { id: uploadId } }
    const cancel = () => answerOf(this.ports.api.DELETE('/api/uploads/{id}', { params }))
    await cancel()
      .catch(cancel)
      .catch(() => undefined)
    this.ports.onRoom()
  }

  #targetNode({ path }: Target): string {
    const hint = path.map(({ id }) => id)
    const id = hint.at(-1)!
    const key = `target/${hint.join('/')}`
    if (!this.state.folders.has(key)) apply.addFolder(this.state, { key, parent: null, name: '', id, hint })
    return key
  }

  /** The same file dropped on the same folder again after a reload is the same upload. */
  #takeUpAgain(file: File, path: string[], target: Target): boolean {
    const shown = path.join('/')
    for (const key of this.state.phases.needs_file) {
      const item = this.state.items.get(key)!
      const folder = this.state.folders.get(item.folder)!
      const depth = path.length - 1
      const droppedOn = folder.hint.at(-1 - depth)
      if (item.path !== shown || item.sizeBytes !== file.size || droppedOn !== target.path.at(-1)?.id) continue
      if (this.#sources.get(key)?.lastModified !== file.lastModified) continue
      this.giveFile(key, file)
      return true
    }
    return false
  }

  #record(item: UploadItem): OpenUpload {
    const folder = this.state.folders.get(item.folder)!
    const { source, lastModified } = this.#sources.get(item.key)!
    return {
      key: item.key,
      accountId: this.ports.accountId(),
      uploadId: item.uploadId,
      tab: this.ports.tab,
      name: item.name,
      path: item.path,
      folderId: folder.id!,
      hint: folder.hint,
      sizeBytes: item.sizeBytes,
      lastModified,
      contentType: item.contentType,
      onConflict: item.onConflict,
      source,
      startedAt: this.ports.now(),
    }
  }

  #keepFile(key: string, file: File, source: FileSource | null) {
    this.#files.set(key, file)
    this.#sources.set(key, { source, lastModified: file.lastModified })
  }

  #forget(key: string) {
    apply.remove(this.state, key)
    this.#files.delete(key)
    this.#sources.delete(key)
  }

  #abortPuts(key: string) {
    for (const [name, put] of this.#puts) if (name.startsWith(`${key}:`)) put.abort()
  }

  #fileOf(key: string): File {
    const file = this.#files.get(key)
    if (!file) throw new Error('the file is not at hand')
    return file
  }

  #slice(key: string, number: number): Blob {
    const item = this.state.items.get(key)!
    const begin = (number - 1) * item.partSizeBytes
    return this.#fileOf(key).slice(begin, begin + partBytes(item, number))
  }

  #moment(): apply.Moment {
    return { now: this.ports.now(), random: this.ports.random() }
  }

  #refusal(cause: unknown): apply.Refusal & { fields?: readonly { field: string }[] } {
    const problem = asProblem(cause)
    if (problem.code === 'unauthorized') this.state.halted = 'signed_out'
    // Being signed out is nothing that the upload did wrong: it goes on after the next sign-in.
    const code: Failure = problem.code === 'unauthorized' ? 'no_answer' : problem.code
    return { code, retryAfterS: problem.retryAfterS, fields: problem.fields }
  }
}

function asCompleted(answer: CompletedUpload): apply.Completed {
  if ('entry' in answer) return { kind: 'entry', entryId: answer.entry.id }
  if ('problem' in answer) return { kind: 'problem', refusal: { code: answer.problem.code as Code } }
  return { kind: 'completing' }
}

function contentTypeOf(file: File): string {
  return file.type || 'application/octet-stream'
}
