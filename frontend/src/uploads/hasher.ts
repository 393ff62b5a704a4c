import { trustedScript } from '../trusted'
import type { HashAnswer, HashRequest } from './hash.worker'
import workerUrl from './hash.worker?worker&url'

/** Hashes blobs off the main thread. Rejects when a blob cannot be read any more. */
export class Hasher {
  #worker: Worker | null = null
  #waiting = new Map<number, { resolve: (sha256: string) => void; reject: (cause: Error) => void }>()
  #lastId = 0

  sha256(blob: Blob): Promise<string> {
    this.#worker ??= this.#start()
    const id = (this.#lastId += 1)
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#worker!.postMessage({ id, blob } satisfies HashRequest)
    })
  }

  #start(): Worker {
    const worker = new Worker(trustedScript(workerUrl), { type: 'module', name: 'hash' })
    worker.addEventListener('message', ({ data }: MessageEvent<HashAnswer>) => {
      const waiting = this.#waiting.get(data.id)
      this.#waiting.delete(data.id)
      if ('sha256' in data) waiting?.resolve(data.sha256)
      else waiting?.reject(new Error(data.unreadable))
    })
    worker.addEventListener('error', (event) => {
      // The worker itself could not run: everything that waits fails, and the next call tries a new one.
      this.#worker = null
      for (const { reject } of this.#waiting.values()) reject(new Error(event.message))
      this.#waiting.clear()
    })
    return worker
  }
}
