import type { Account } from './types'

/** An access token with its account, as a sign-in or refresh gave it. It lives in memory only. */
export interface Grant {
  accessToken: string
  /** By this browser's clock, in milliseconds. */
  expiresAt: number
  account: Account
}

/** What tabs tell each other. `ask` wants a newer grant than `stale`. */
export type TabMessage =
  | { kind: 'granted'; grant: Grant }
  | { kind: 'ask'; stale: string | null }
  | { kind: 'signed_out' }
  | { kind: 'verified' }

export interface TabChannel {
  postMessage(message: TabMessage): void
  addEventListener(type: 'message', listener: (event: MessageEvent<TabMessage>) => void): void
}

export interface KeeperOptions {
  /** POST /api/sessions/refresh; null when there is no session any more. Throws when nobody answered. */
  refresh: () => Promise<Grant | null>
  onChange: (grant: Grant | null) => void
  onVerified?: () => void
  channel: TabChannel | null
  /** Missing where the page is not a secure context; the server then bears two refreshes at once. */
  locks: Pick<LockManager, 'request'> | null
  now: () => number
}

const LOCK = 'share-cloud.refresh'
/** A token about to expire is renewed before it is used. */
const EARLY_MS = 20_000
/** How long a tab that had to wait for the lock listens for what the other tab got. */
const ASK_MS = 150

/** Keeps the one access token: all tabs share it, and only one of them refreshes at a time. */
export class TokenKeeper {
  #grant: Grant | null = null
  #renewing: Promise<Grant | null> | null = null
  #heard: ((grant: Grant) => void) | null = null

  constructor(private readonly options: KeeperOptions) {
    options.channel?.addEventListener('message', (event) => this.#hear(event.data))
  }

  get grant(): Grant | null {
    return this.#grant
  }

  /** A token that is good now, or null when nobody is signed in. */
  async token(): Promise<string | null> {
    const grant = this.#grant
    if (grant && grant.expiresAt - EARLY_MS > this.options.now()) return grant.accessToken
    return (await this.renew(grant?.accessToken ?? null))?.accessToken ?? null
  }

  /** A grant other than the one whose token is stale. Calls at once share one refresh. */
  renew(stale: string | null): Promise<Grant | null> {
    if (this.#grant && this.#grant.accessToken !== stale) return Promise.resolve(this.#grant)
    this.#renewing ??= this.#renewAlone(stale).finally(() => (this.#renewing = null))
    return this.#renewing
  }

  /** After a sign-in: this tab and all others have it. */
  accept(grant: Grant) {
    this.#set(grant)
    this.options.channel?.postMessage({ kind: 'granted', grant })
  }

  /** After a sign-out here, or when the server says that the session is over. */
  drop() {
    this.#set(null)
    this.options.channel?.postMessage({ kind: 'signed_out' })
  }

  /** Tells the other tabs that the account's address is confirmed now. */
  tellVerified() {
    this.options.channel?.postMessage({ kind: 'verified' })
  }

  async #renewAlone(stale: string | null): Promise<Grant | null> {
    const { locks } = this.options
    if (!locks) return this.#refresh()
    let waited = true
    const first = await request(locks, { ifAvailable: true }, async (lock) => {
      if (lock === null) return null
      waited = false
      return this.#refresh()
    })
    if (!waited) return first
    return request(locks, {}, async () => (await this.#askOthers(stale)) ?? this.#refresh())
  }

  async #askOthers(stale: string | null): Promise<Grant | null> {
    if (this.#grant && this.#grant.accessToken !== stale) return this.#grant
    const { channel } = this.options
    if (!channel) return null
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(null), ASK_MS)
      this.#heard = (grant) => {
        if (grant.accessToken === stale) return
        clearTimeout(timer)
        this.#heard = null
        resolve(grant)
      }
      channel.postMessage({ kind: 'ask', stale })
    })
  }

  async #refresh(): Promise<Grant | null> {
    const grant = await this.options.refresh()
    if (grant) this.accept(grant)
    else this.drop()
    return grant
  }

  #hear(message: TabMessage) {
    switch (message.kind) {
      case 'granted':
        this.#set(message.grant)
        this.#heard?.(message.grant)
        break
      case 'ask':
        if (this.#grant && this.#grant.accessToken !== message.stale) {
          this.options.channel?.postMessage({ kind: 'granted', grant: this.#grant })
        }
        break
      case 'signed_out':
        this.#set(null)
        break
      case 'verified':
        this.options.onVerified?.()
        break
    }
  }

  #set(grant: Grant | null) {
    this.#grant = grant
    this.options.onChange(grant)
  }
}

/** The lock manager's types lose the promise of what was asked for. */
function request<T>(
  locks: Pick<LockManager, 'request'>,
  options: LockOptions,
  work: (lock: Lock | null) => Promise<T>,
): Promise<T> {
  return locks.request(LOCK, options, work) as Promise<T>
}
