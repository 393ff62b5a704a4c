import { clientWith, publicApi } from './client'
import { answerOf, asProblem } from './problem'
import { signedBy } from './signed'
import { TokenKeeper, type Grant, type TabMessage } from './token-keeper'
import type { Account, SessionAnswer } from './types'

// Remembers only that there was a session, so that strangers' visits do not ask for one.
const HINT = 'share-cloud.signed-in'

/** Who is signed in, in all tabs of this browser. The access token stays in memory. */
class Session {
  /** `starting` until the first refresh has answered. */
  status = $state<'starting' | 'signed_out' | 'signed_in'>('starting')
  account = $state.raw<Account | null>(null)
  /** A look for a session is under way. */
  starting = $state(false)
  /** The last sign-out was asked for, so nobody need be told that the session has ended. */
  leftOnPurpose = $state(false)
  /** The account was closed here a moment ago. */
  justClosed = $state(false)
  /** Counts confirmations in other tabs, so that waiting pages look at once. */
  verifiedElsewhere = $state(0)

  #keeper = new TokenKeeper({
    refresh,
    onChange: (grant) => this.#follow(grant),
    onVerified: () => (this.verifiedElsewhere += 1),
    channel: typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('share-cloud'),
    locks: navigator.locks ?? null,
    now: () => Date.now(),
  })

  /** There was a session in this browser, so the frame of the app may be shown while it is looked for. */
  get isLikely(): boolean {
    return readHint()
  }

  /** Looks once for a session. Without `evenIfUnlikely` it asks the server only when there was one in this browser. */
  async start(evenIfUnlikely: boolean): Promise<void> {
    if (this.status !== 'starting') return
    if (!evenIfUnlikely && !readHint()) {
      this.status = 'signed_out'
      return
    }
    this.starting = true
    try {
      await this.#keeper.token()
    } finally {
      this.starting = false
    }
  }

  /** Sends a request as this account. */
  fetch = signedBy(this.#keeper)

  async signIn(login: string, password: string): Promise<SessionAnswer> {
    const answer = await answerOf(publicApi.POST('/api/sessions', { body: { login, password } }))
    this.#keeper.accept(grantOf(answer))
    return answer
  }

  /** Closes the account. Signing in undoes it for a while. */
  async close(password: string): Promise<void> {
    await answerOf(api.DELETE('/api/account', { body: { password } }))
    this.leftOnPurpose = true
    this.justClosed = true
    this.#keeper.drop()
  }

  async signOut(): Promise<void> {
    await answerOf(publicApi.DELETE('/api/sessions/current')).catch((cause) => {
      // A session that is over already is what was wanted.
      if (asProblem(cause).status !== 401) throw cause
    })
    this.leftOnPurpose = true
    this.#keeper.drop()
  }

  /** Reads the account again: room, address, name. */
  async reloadAccount(): Promise<Account> {
    const account = await answerOf(api.GET('/api/account'))
    this.keepAccount(account)
    return account
  }

  /** Takes over an account that another call answered with. */
  keepAccount(account: Account) {
    const grant = this.#keeper.grant
    if (grant && grant.account.id === account.id) {
      grant.account = account
      this.account = account
    }
  }

  tellVerified() {
    this.#keeper.tellVerified()
  }

  #follow(grant: Grant | null) {
    const previous = this.account
    this.account = grant?.account ?? null
    if (grant) this.leftOnPurpose = this.justClosed = false
    this.status = grant ? 'signed_in' : 'signed_out'
    writeHint(grant !== null)
    // Another person signed in in another tab: nothing of the first one's may stay on the screen.
    if (previous && grant && previous.id !== grant.account.id) location.assign('/drive')
  }
}

async function refresh(): Promise<Grant | null> {
  try {
    return grantOf(await answerOf(publicApi.POST('/api/sessions/refresh')))
  } catch (cause) {
    const problem = asProblem(cause)
    if (problem.status === 401 || problem.code === 'account_suspended') return null
    throw problem
  }
}

function grantOf(answer: SessionAnswer): Grant {
  return {
    accessToken: answer.access_token,
    expiresAt: Date.now() + answer.expires_in * 1000,
    account: answer.account,
  }
}

function readHint(): boolean {
  try {
    return localStorage.getItem(HINT) !== null
  } catch {
    return true
  }
}

function writeHint(signedIn: boolean) {
  try {
    if (signedIn) localStorage.setItem(HINT, '1')
    else localStorage.removeItem(HINT)
  } catch {
    // Without storage every page asks the server, which is only slower.
  }
}

export const session = new Session()

/** The API as the signed-in account. */
export const api = clientWith(session.fetch)
