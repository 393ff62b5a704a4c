import { api, session } from '../api/session.svelte'
import type { OnConflict } from '../api/types'
import { isLeavingForDownload } from '../downloads/leaving'
import type { UploadHere } from './elsewhere'
import { Hasher } from './hasher'
import { OpenUploads } from './open-uploads'
import { reopen, type Picked } from './picked'
import { putPart } from './put'
import { UploadQueue, type Target } from './queue'
import { Rate } from './rate'
import { room } from './room.svelte'
import { nothing, standsStill, summarise, type Summary } from './summary'
import type { UploadItem } from './state'
import { holdTabLock, livingTabs, thisTab } from './tab-lock'

/** How often what is shown follows what happens. */
const SHOW_MS = 200
/** How often room and folders are read again while files arrive. */
const REFRESH_MS = 1_000

/** The uploads of this tab as the dock shows them. Lives as long as the page, whatever route is shown. */
class Transfers {
  summary = $state.raw<Summary>(nothing)
  /** In the order they were added. The items change in place; `version` says when to look again. */
  items = $state.raw<UploadItem[]>([])
  version = $state(0)
  halted = $state<'paused' | 'offline' | 'signed_out' | null>(null)

  #store = new OpenUploads()
  #hasher = new Hasher()
  #rate = new Rate()
  #showTimer: ReturnType<typeof setTimeout> | undefined
  #refreshTimer: ReturnType<typeof setTimeout> | undefined
  #arrived = new Set<string>()
  #accountId: string | null = null
  #onArrived: (folderIds: ReadonlySet<string>) => void = () => undefined

  #queue = new UploadQueue({
    api,
    sha256: (blob) => this.#hasher.sha256(blob),
    put: putPart,
    store: this.#store,
    accountId: () => session.account?.id ?? '',
    tab: thisTab,
    now: () => Date.now(),
    random: () => Math.random(),
    onChange: () => this.#showSoon(),
    onRoom: () => this.#refreshSoon(),
    onArrived: (folderId) => this.#arrive(folderId),
  })

  constructor() {
    holdTabLock()
    addEventListener('online', () => this.#halt(null, 'offline'))
    addEventListener('offline', () => this.#halt('offline', null))
    addEventListener('beforeunload', (event) => {
      if (this.#isUploading() && !isLeavingForDownload()) event.preventDefault()
    })
    if (navigator.onLine === false) this.#halt('offline', null)
  }

  /** Called when folders have new contents, at most every {@link REFRESH_MS}. */
  onArrived(listener: (folderIds: ReadonlySet<string>) => void) {
    this.#onArrived = listener
  }

  /** Follows who is signed in: another person's uploads are nobody else's business. */
  async follow(accountId: string | null) {
    if (accountId === null) return this.#halt('signed_out', null)
    if (this.#accountId !== null && this.#accountId !== accountId) this.#queue.clear()
    const isNew = this.#accountId !== accountId
    this.#accountId = accountId
    this.#halt(null, 'signed_out')
    if (!isNew) return
    const [open, alive] = await Promise.all([this.#store.list(accountId), livingTabs()])
    this.#queue.restore(open.filter((upload) => !alive.has(upload.tab)))
  }

  add(picked: Picked, target: Target, onConflict?: OnConflict) {
    this.#queue.add(picked, target, onConflict)
  }

  pause(keys: string[]) {
    this.#queue.pause(keys)
    this.#rate.reset()
  }

  resume(keys: string[]) {
    this.#queue.resume(keys)
    this.#rate.reset()
  }

  retry(keys: string[]) {
    this.#queue.retry(keys)
  }

  cancel(keys: string[]) {
    this.#queue.cancel(keys)
  }

  resolveConflict(keys: string[], onConflict: OnConflict) {
    this.#queue.resolveConflict(keys, onConflict)
  }

  clearDone() {
    this.#queue.clearDone()
  }

  /** Opens again, with their owner's leave, the files that have handles. Answers the keys that still need to be picked. */
  async reopen(keys: string[]): Promise<string[]> {
    const missing: string[] = []
    for (const key of keys) {
      const source = this.#queue.sourceOf(key)
      const file = source && (await reopen(source))
      if (!file || !this.#queue.giveFile(key, file)) missing.push(key)
    }
    return missing
  }

  /** Gives picked files to the uploads that wait for them, told by name and size. Answers how many found theirs. */
  give(keys: string[], picked: Picked): number {
    let found = 0
    for (const { file, path } of picked.files) {
      const key = keys.find((key) => {
        const item = this.#queue.state.items.get(key)
        return item?.phase === 'needs_file' && item.name === path.at(-1) && item.sizeBytes === file.size
      })
      if (key && this.#queue.giveFile(key, file)) found += 1
    }
    return found
  }

  /** What this browser works on, in whatever tab. What stands still here is not among it: it only holds room. */
  async here(): Promise<UploadHere[]> {
    const { items, folders } = this.#queue.state
    const isStill = (item: UploadItem | undefined) => item !== undefined && standsStill(item)
    const inThisTab = [...items.values()]
      .filter((item) => !isStill(item))
      .map((item) => ({ ...item, folderId: folders.get(item.folder)?.id ?? null }))
    const remembered = await this.#store.list(session.account?.id ?? '')
    return [...inThisTab, ...remembered.filter(({ key }) => !isStill(items.get(key)))]
  }

  /** An upload was given up on the server: if it stood here, it goes. */
  ended(uploadId: string) {
    this.#queue.ended(uploadId)
  }

  #halt(reason: 'offline' | 'signed_out' | null, onlyIf: 'offline' | 'signed_out' | null) {
    const now = this.#queue.state.halted
    if (reason === null && now !== onlyIf) return
    this.#queue.halt(reason)
    this.#rate.reset()
  }

  #arrive(folderId: string) {
    this.#arrived.add(folderId)
    this.#refreshSoon()
  }

  #refreshSoon() {
    this.#refreshTimer ??= setTimeout(() => {
      this.#refreshTimer = undefined
      const arrived = this.#arrived
      this.#arrived = new Set()
      if (arrived.size > 0) this.#onArrived(arrived)
      const ended = !this.#isUploading()
      void session
        .reloadAccount()
        .catch(() => undefined)
        .then(() => ended && (room.uploading = this.#isUploading()))
    }, REFRESH_MS)
  }

  #showSoon() {
    this.#showTimer ??= setTimeout(() => {
      this.#showTimer = undefined
      this.#show()
    }, SHOW_MS)
  }

  #show() {
    const { items, halted } = this.#queue.state
    if (items.size !== this.items.length || this.items.some(({ key }) => !items.has(key)))
      this.items = [...items.values()]
    const hadWork = this.#isUploading()
    this.summary = this.#sum(items.values())
    this.halted = halted
    this.version += 1
    const { needFile, failed, conflicts, paused, pausing } = this.summary
    room.still = needFile + failed + conflicts + paused - pausing
    if (this.#isUploading()) room.uploading = true
    else if (hadWork) {
      this.#rate.reset()
      this.#refreshSoon()
    }
    // Time goes on even when no byte moves, and the time left with it.
    if (this.summary.active > 0 && halted === null) setTimeout(() => this.#showSoon(), 1_000)
  }

  #isUploading(): boolean {
    return this.summary.active + this.summary.pausing > 0
  }

  #sum(items: Iterable<UploadItem>): Summary {
    const sum = summarise(items)
    if (sum.active > 0) this.#rate.sample(Date.now(), sum.sent)
    return { ...sum, secondsLeft: this.#rate.secondsFor(sum.bytes - sum.sent) }
  }
}

export const transfers = new Transfers()
