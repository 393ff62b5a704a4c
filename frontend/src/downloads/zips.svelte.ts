import type { Problem } from '../api/problem'

/** A zip on its way, as the page shows it. */
export interface ZipProgress {
  id: number
  name: string
  files: number
  bytes: number
  /** Of everything, when that is known. */
  totalBytes: number | null
  state: 'running' | 'done' | 'failed'
  /** Why it failed. */
  problem: Problem | null
  cancel: () => void
}

class Zips {
  list = $state<ZipProgress[]>([])
  #lastId = 0

  add(zip: Omit<ZipProgress, 'id' | 'files' | 'bytes' | 'state' | 'problem'>): ZipProgress {
    const id = (this.#lastId += 1)
    this.list.push({ ...zip, id, files: 0, bytes: 0, state: 'running', problem: null })
    return this.list.at(-1)!
  }

  remove(id: number) {
    this.list = this.list.filter((zip) => zip.id !== id)
  }
}

export const zips = new Zips()
