import { answerOf, asProblem, Problem, problemFrom, type Code } from '../../api/problem'
import type { OpenDrop, Receipt, StartedUpload } from '../../api/types'
import { normalizeName } from '../../format/names'
import type { PutOutcome } from '../../uploads/apply'
import { backOffMs, MAX_ATTEMPTS, SINGLE_PART_BYTES } from '../../uploads/limits'
import type { PutRequest } from '../../uploads/put'
import { randomKey } from '../../uploads/tab-lock'
import { takes } from './drop-kinds'
import type { SharedLink } from './link.svelte'

/** Files under way at once, and parts of each. */
const FILES_AT_ONCE = 2
const PARTS_AT_ONCE = 3

export type SendState = 'waiting' | 'sending' | 'sent' | 'failed'

/** One file on its way. */
export class Sending {
  state = $state<SendState>('waiting')
  sentBytes = $state(0)
  code = $state<Code | 'file_gone' | null>(null)
  receipt = $state.raw<Receipt | null>(null)
  /** Drawn once a file, so that a start whose answer is lost is not counted twice. */
  readonly clientKey = randomKey()

  constructor(
    readonly id: number,
    readonly file: File,
    readonly name: string,
  ) {}
}

/** What a sender needs of the world. */
export interface SenderTools {
  hash: (blob: Blob) => Promise<string>
  put: (request: PutRequest) => Promise<PutOutcome>
  wait: (ms: number) => Promise<void>
  random: () => number
}

/** Sends files through a link that takes them, a few at a time; each arrives or says why not. */
export class DropSender {
  items = $state.raw<Sending[]>([])
  /** A link that ended: nothing more is tried. */
  ended = $state(false)

  #lastId = 0
  #running = 0

  constructor(
    private readonly link: Pick<SharedLink, 'api' | 'token' | 'noteEnd'>,
    private readonly tools: SenderTools,
  ) {}

  get isBusy() {
    return this.items.some(({ state }) => state === 'waiting' || state === 'sending')
  }

  add(files: readonly File[], drop: OpenDrop) {
    const added = files.map((file) => {
      const item = new Sending((this.#lastId += 1), file, normalizeName(file.name))
      if (!takes(drop.kinds, item.name)) fail(item, 'drop_kind_refused')
      else if (drop.max_file_bytes != null && file.size > drop.max_file_bytes) fail(item, 'drop_file_too_large')
      return item
    })
    this.items = [...this.items, ...added]
    this.#next()
  }

  retry(item: Sending) {
    if (item.state !== 'failed') return
    Object.assign(item, { state: 'waiting', code: null, sentBytes: 0 })
    this.#next()
  }

  remove(item: Sending) {
    if (item.state !== 'sending') this.items = this.items.filter(({ id }) => id !== item.id)
  }

  #next() {
    while (this.#running < FILES_AT_ONCE && !this.ended) {
      const item = this.items.find(({ state }) => state === 'waiting')
      if (!item) return
      item.state = 'sending'
      this.#running += 1
      void this.#send(item).finally(() => {
        this.#running -= 1
        this.#next()
      })
    }
  }

  async #send(item: Sending) {
    try {
      item.receipt = await this.#arrive(item)
      item.sentBytes = item.file.size
      item.state = 'sent'
    } catch (cause) {
      if (cause instanceof Unreadable) return fail(item, 'file_gone')
      const problem = asProblem(cause)
      fail(item, problem.code)
      if (problem.code === 'share_ended' || problem.code === 'share_paused' || problem.code === 'unauthorized') {
        this.ended = true
        for (const other of this.items) if (other.state === 'waiting') fail(other, problem.code)
        this.link.noteEnd(problem)
      }
    }
  }

  async #arrive(item: Sending): Promise<Receipt> {
    const { file } = item
    const isSingle = file.size <= SINGLE_PART_BYTES
    const sha256 = isSingle ? await this.#hash(file) : null
    const started = await this.#start(item, sha256)
    const { upload_id: id, part_count, part_size_bytes } = started
    if (started.state === 'open') {
      let next = 1
      const sent = new Map<number, number>()
      const lane = async () => {
        while (next <= part_count) {
          const number = next
          next += 1
          const blob = isSingle ? file : file.slice((number - 1) * part_size_bytes, number * part_size_bytes)
          await this.#sendPart(id, number, blob, sha256, isSingle ? started.parts[0] : undefined, (bytes) => {
            sent.set(number, bytes)
            item.sentBytes = [...sent.values()].reduce((sum, one) => sum + one, 0)
          })
        }
      }
      await Promise.all(Array.from({ length: Math.min(PARTS_AT_ONCE, part_count) }, lane))
    }
    const params = { path: { token: this.link.token } }
    const body = { uploads: [{ upload_id: id }] }
    const { uploads } = await this.#patiently(() =>
      answerOf(this.link.api.POST('/api/s/{token}/uploads/complete', { params, body })),
    )
    const completed = uploads[0]!
    if ('problem' in completed) throw problemFrom(completed.problem)
    return completed.entry
  }

  async #start(item: Sending, sha256: string | null): Promise<Exclude<StartedUpload, { problem: unknown }>> {
    const { file, name, clientKey: client_key } = item
    const content_type = file.type || 'application/octet-stream'
    const upload = { name, size_bytes: file.size, content_type, client_key, ...(sha256 === null ? {} : { sha256 }) }
    const params = { path: { token: this.link.token } }
    return this.#patiently(async () => {
      const { uploads } = await answerOf(
        this.link.api.POST('/api/s/{token}/uploads', { params, body: { uploads: [upload] } }),
      )
      const started = uploads[0]!
      if ('problem' in started) throw problemFrom(started.problem)
      return started
    })
  }

  /** A part is signed, sent, and signed and sent again while that makes sense. */
  async #sendPart(
    id: string,
    number: number,
    blob: Blob,
    known: string | null,
    first: { url: string; headers: Record<string, string> } | undefined,
    onProgress: (sentBytes: number) => void,
  ) {
    const sha256 = known ?? (await this.#hash(blob))
    let ticket = first
    await this.#patiently(async () => {
      const params = { path: { token: this.link.token, id } }
      const body = { parts: [{ number, sha256 }] }
      ticket ??= (await answerOf(this.link.api.POST('/api/s/{token}/uploads/{id}/parts', { params, body }))).parts[0]!
      const { url, headers } = ticket
      const outcome = await this.tools.put({
        url,
        headers,
        body: blob,
        signal: new AbortController().signal,
        onProgress,
      })
      ticket = undefined
      if (outcome === 'stored') return onProgress(blob.size)
      if (outcome === 'unreadable') throw new Unreadable()
      if (outcome === 'differs' || outcome === 'gone' || outcome === 'aborted') throw new Problem('upload_closed', 0)
      throw new Problem(outcome === 'expired' ? 'unavailable' : (outcome.code as Code), 503)
    })
  }

  async #hash(blob: Blob): Promise<string> {
    try {
      return await this.tools.hash(blob)
    } catch {
      throw new Unreadable()
    }
  }

  /** Tries again, more and more slowly, what may pass by itself. */
  async #patiently<Answer>(act: () => Promise<Answer>): Promise<Answer> {
    for (let attempts = 1; ; attempts += 1) {
      try {
        return await act()
      } catch (cause) {
        const problem = cause instanceof Unreadable ? null : asProblem(cause)
        if (!problem || !passing.has(problem.code) || attempts >= MAX_ATTEMPTS) throw cause
        await this.tools.wait(backOffMs(attempts, this.tools.random(), problem.retryAfterS))
      }
    }
  }
}

class Unreadable extends Error {}

const passing = new Set<Code>([
  'no_answer',
  'unavailable',
  'store_unavailable',
  'internal',
  'too_many_uploads',
  'too_many_requests',
])

function fail(item: Sending, code: Code | 'file_gone') {
  Object.assign(item, { state: 'failed', code })
}
