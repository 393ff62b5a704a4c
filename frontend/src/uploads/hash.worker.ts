import { sha256 } from './hash'

export interface HashRequest {
  id: number
  blob: Blob
}

export type HashAnswer = { id: number; sha256: string } | { id: number; unreadable: string }

addEventListener('message', async ({ data }: MessageEvent<HashRequest>) => {
  try {
    postMessage({ id: data.id, sha256: await sha256(data.blob) } satisfies HashAnswer)
  } catch (cause) {
    postMessage({ id: data.id, unreadable: String(cause) } satisfies HashAnswer)
  }
})
