import { Problem } from '../api/problem'
import type { Ticket } from '../api/types'
import { haveSameContent } from '../downloads/body'
import type { TicketSource } from '../downloads/tickets'

/** Tries of one piece. A ticket that has run out costs one of them. */
const MOST_TRIES = 4

/** Reads pieces of one file, of one version. A ticket lives for an hour; afterwards a fresh one is asked for, for as long as somebody looks. */
export class RangeReader {
  #first: Ticket | null = null
  #current: Promise<Ticket> | null = null

  constructor(
    private readonly source: TicketSource,
    private readonly entryId: string,
    private readonly signal: AbortSignal,
    private readonly fetcher: typeof fetch = fetch,
    private readonly waitMs = 700,
  ) {}

  /** The address that can be read now. */
  async url(): Promise<string> {
    return (await this.#ticket()).url
  }

  /** Another address, where the one given before is not good any more. */
  async freshUrl(): Promise<string> {
    this.#current = null
    return this.url()
  }

  /** The bytes from `begin` up to but not including `end`, which must lie within the file. */
  async read(begin: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    if (begin === end) return new Uint8Array()
    for (let tries = 1; ; tries += 1) {
      const ticket = this.#ticket()
      try {
        return await this.#readOnce((await ticket).url, begin, end)
      } catch (cause) {
        const isFinal = cause instanceof Problem && cause.code !== 'store_unavailable'
        if (this.signal.aborted || isFinal || tries >= MOST_TRIES) throw cause
        // Of several pieces that found the same ticket dead, the first asks for another.
        if (this.#current === ticket) this.#current = null
        if (tries > 1) await new Promise((resolve) => setTimeout(resolve, this.waitMs * (tries - 1)))
      }
    }
  }

  async #readOnce(url: string, begin: number, end: number) {
    const headers = { range: `bytes=${begin}-${end - 1}` }
    // Called by itself: browsers refuse a `fetch` that is called as something's method.
    const { fetcher } = this
    const response = await fetcher(url, { headers, signal: this.signal, credentials: 'omit' })
    const bytes = new Uint8Array(await response.arrayBuffer())
    if (response.status !== 206 || bytes.byteLength !== end - begin) {
      throw new Problem('store_unavailable', response.status, 'the store answered something else')
    }
    return bytes
  }

  #ticket(): Promise<Ticket> {
    if (this.#current) return this.#current
    const asked = this.#ask()
    this.#current = asked
    asked.catch(() => {
      if (this.#current === asked) this.#current = null
    })
    return asked
  }

  async #ask(): Promise<Ticket> {
    const [ticket] = (await this.source.page([this.entryId], 'inline', null)).tickets
    if (!ticket) throw new Problem('not_found', 404, this.entryId)
    // Halves of two versions are no file.
    if (this.#first && !haveSameContent(this.#first, ticket)) throw new Problem('file_changed', 0, ticket.path)
    this.#first ??= ticket
    return ticket
  }
}
