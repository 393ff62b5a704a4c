import { expect, test } from 'vitest'
import { TokenKeeper, type Grant, type KeeperOptions, type TabChannel, type TabMessage } from './token-keeper'
import type { Account } from './types'

/** The tabs of one browser: one clock, one lock, one channel, one server that counts refreshes. */
class Browser {
  now = 1_000_000
  refreshes = 0
  signedIn = true
  tabs: ((message: TabMessage) => void)[] = []
  #locked: Promise<unknown> = Promise.resolve()
  #held = false

  grant(): Grant {
    return {
      accessToken: `token-${this.refreshes}`,
      expiresAt: this.now + 600_000,
      account: { username: 'haneul' } as Account,
    }
  }

  tab(options: Partial<KeeperOptions> = {}) {
    const seen: (Grant | null)[] = []
    const listeners: ((event: MessageEvent<TabMessage>) => void)[] = []
    const me = (message: TabMessage) => listeners.forEach((hear) => hear({ data: message } as MessageEvent))
    this.tabs.push(me)
    const channel: TabChannel = {
      postMessage: (message) =>
        queueMicrotask(() => this.tabs.filter((tab) => tab !== me).forEach((tab) => tab(message))),
      addEventListener: (_type, listener) => listeners.push(listener),
    }
    const keeper = new TokenKeeper({
      refresh: async () => {
        this.refreshes += 1
        await new Promise((resolve) => setTimeout(resolve, 5))
        return this.signedIn ? this.grant() : null
      },
      onChange: (grant) => seen.push(grant),
      channel,
      locks: { request: this.#request } as KeeperOptions['locks'],
      now: () => this.now,
      ...options,
    })
    return { keeper, seen }
  }

  #request = async (_name: string, { ifAvailable }: LockOptions, work: (lock: object | null) => Promise<unknown>) => {
    if (ifAvailable && this.#held) return work(null)
    const turn = this.#locked.then(async () => {
      this.#held = true
      try {
        return await work({})
      } finally {
        this.#held = false
      }
    })
    this.#locked = turn.catch(() => undefined)
    this.#held = true
    return turn
  }
}

test('calls at once in one tab share one refresh', async () => {
  const browser = new Browser()
  const { keeper } = browser.tab()
  const tokens = await Promise.all([keeper.token(), keeper.token(), keeper.token()])
  expect(new Set(tokens)).toEqual(new Set(['token-1']))
  expect(browser.refreshes).toBe(1)
})

test('tabs at once share one refresh', async () => {
  const browser = new Browser()
  const tabs = [browser.tab(), browser.tab(), browser.tab()]
  const tokens = await Promise.all(tabs.map(({ keeper }) => keeper.token()))
  expect(new Set(tokens)).toEqual(new Set(['token-1']))
  expect(browser.refreshes).toBe(1)
})

test('a token is renewed shortly before it expires', async () => {
  const browser = new Browser()
  const { keeper } = browser.tab()
  await keeper.token()
  browser.now += 500_000
  expect(await keeper.token()).toBe('token-1')
  browser.now += 90_000
  expect(await keeper.token()).toBe('token-2')
})

test('a token that the server refused is renewed once, and not again by who comes later with it', async () => {
  const browser = new Browser()
  const { keeper } = browser.tab()
  const stale = await keeper.token()
  const [first, second] = await Promise.all([keeper.renew(stale), keeper.renew(stale)])
  expect(first?.accessToken).toBe('token-2')
  expect(second?.accessToken).toBe('token-2')
  expect((await keeper.renew(stale))?.accessToken).toBe('token-2')
  expect(browser.refreshes).toBe(2)
})

test('a sign-in and a sign-out are known in every tab', async () => {
  const browser = new Browser()
  const [one, two] = [browser.tab(), browser.tab()]
  one.keeper.accept(browser.grant())
  await Promise.resolve()
  expect(await two.keeper.token()).toBe('token-0')
  two.keeper.drop()
  await Promise.resolve()
  expect(one.seen.at(-1)).toBeNull()
  expect(browser.refreshes).toBe(0)
})

test('no session is null, and no answer is thrown without signing out', async () => {
  const browser = new Browser()
  browser.signedIn = false
  const { keeper, seen } = browser.tab()
  expect(await keeper.token()).toBeNull()
  expect(seen).toEqual([null])

  const offline = browser.tab({ refresh: () => Promise.reject(new TypeError('Failed to fetch')) })
  await expect(offline.keeper.token()).rejects.toThrow('Failed to fetch')
  expect(offline.seen).toEqual([])
})

test('without locks (plain http) a tab refreshes by itself', async () => {
  const browser = new Browser()
  const { keeper } = browser.tab({ locks: null, channel: null })
  expect(await keeper.token()).toBe('token-1')
})
