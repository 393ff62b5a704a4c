// Each tab holds a lock as long as it lives, so that another tab can tell whose uploads are being worked on.

const PREFIX = 'share-cloud.tab.'

export const thisTab = randomKey()

/** Holds this tab's lock until the page is gone. */
export function holdTabLock() {
  void navigator.locks?.request(PREFIX + thisTab, () => new Promise(() => {}))
}

/** The tabs that are alive. Without locks (plain http) only this one is known. */
export async function livingTabs(): Promise<Set<string>> {
  const { held = [] } = (await navigator.locks?.query()) ?? {}
  const names = held.map((lock) => lock.name ?? '').filter((name) => name.startsWith(PREFIX))
  return new Set([thisTab, ...names.map((name) => name.slice(PREFIX.length))])
}

/** 192 random bits as base64url; `crypto.randomUUID` is missing on plain http. */
export function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24))
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
}
