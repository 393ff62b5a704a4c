// The list of open uploads in IndexedDB: what a reload or crash leaves behind, to be taken up again.
import type { OnConflict } from '../api/types'
import type { FileSource } from './picked'

export interface OpenUpload {
  key: string
  accountId: string
  /** The server's id, once it is known. */
  uploadId: string | null
  /** The tab that works on it; see `tab-lock.ts`. */
  tab: string
  name: string
  path: string
  folderId: string
  hint: string[]
  sizeBytes: number
  lastModified: number
  contentType: string
  onConflict: OnConflict
  source: FileSource | null
  startedAt: number
}

const STORE = 'open-uploads'

/** Where IndexedDB cannot be used (some private windows), uploads work and are not remembered. */
export class OpenUploads {
  #database: Promise<IDBDatabase | null> | null = null

  async put(uploads: readonly OpenUpload[]): Promise<void> {
    await this.#change((store) => uploads.forEach((upload) => store.put(upload)))
  }

  async delete(keys: readonly string[]): Promise<void> {
    await this.#change((store) => keys.forEach((key) => store.delete(key)))
  }

  async list(accountId: string): Promise<OpenUpload[]> {
    const database = await this.#open()
    if (!database) return []
    const all = await done<OpenUpload[]>(database.transaction(STORE).objectStore(STORE).getAll())
    return all.filter((upload) => upload.accountId === accountId).sort((a, b) => a.startedAt - b.startedAt)
  }

  async #change(change: (store: IDBObjectStore) => void): Promise<void> {
    const database = await this.#open()
    if (!database) return
    const transaction = database.transaction(STORE, 'readwrite')
    change(transaction.objectStore(STORE))
    await new Promise<void>((resolve) => {
      transaction.oncomplete = () => resolve()
      // A full disk only costs the memory of it, not the upload.
      transaction.onabort = transaction.onerror = () => resolve()
    })
  }

  #open(): Promise<IDBDatabase | null> {
    this.#database ??= openDatabase().catch(() => null)
    return this.#database
  }
}

function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open('share-cloud', 1)
  request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'key' })
  return done(request)
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
