import { pathOf, routeOf, type Route } from './routes'

/** What a history entry remembers of its page, so that back and forward find it as it was left. */
export interface Remembered {
  scroll?: number
  selection?: string[]
  active?: string | null
  /** How a link's visitor came to a folder: the API tells them no path. */
  path?: { id: string; name: string }[]
}

interface EntryState {
  /** The number of the entry in this tab, for the direction of a move. */
  index: number
  remembered: Remembered
}

/** The address bar as state. */
class Router {
  #route = $state.raw<Route>(routeOf(location.pathname))
  #search = $state(location.search)
  #keeper: (() => Remembered) | null = null

  constructor() {
    // Pages restore their own scroll position: the browser would do it before their lists are there.
    history.scrollRestoration = 'manual'
    if (isEntryState(history.state)) {
      // Who loads the page anew has nothing chosen: Delete must not take what was chosen long ago.
      history.replaceState(entryState(history.state.index, { ...history.state.remembered, selection: [] }), '')
    } else {
      history.replaceState(entryState(0, {}), '')
    }
    addEventListener('popstate', () => this.#follow())
  }

  get route(): Route {
    return this.#route
  }

  get query(): URLSearchParams {
    return new URLSearchParams(this.#search)
  }

  /** What the shown history entry remembers. */
  get remembered(): Remembered {
    return isEntryState(history.state) ? history.state.remembered : {}
  }

  /** The shown page says what is to be remembered when it is left. */
  remember(keeper: () => Remembered): () => void {
    this.#keeper = keeper
    return () => {
      if (this.#keeper === keeper) this.#keeper = null
    }
  }

  /** Keeps what the page wants remembered now. */
  keep() {
    if (this.#keeper && isEntryState(history.state)) {
      history.replaceState(entryState(history.state.index, this.#keeper()), '')
    }
  }

  go(to: Route | string, { replace = false, remembered = {} as Remembered } = {}) {
    const address = typeof to === 'string' ? to : pathOf(to)
    this.keep()
    const index = isEntryState(history.state) ? history.state.index : 0
    if (replace) history.replaceState(entryState(index, remembered), '', address)
    else history.pushState(entryState(index + 1, remembered), '', address)
    this.#follow()
  }

  /** Takes a secret out of the address bar and the history without leaving the page. */
  hideQuery() {
    history.replaceState(history.state, '', location.pathname)
  }

  #follow() {
    this.#route = routeOf(location.pathname)
    this.#search = location.search
  }
}

function isEntryState(state: unknown): state is EntryState {
  return typeof state === 'object' && state !== null && 'index' in state && 'remembered' in state
}

function entryState(index: number, remembered: Remembered): EntryState {
  return { index, remembered }
}

export const router = new Router()

/** Lets ordinary links move within the app. Other buttons, keys and targets stay the browser's. */
export function followLinks(event: MouseEvent) {
  if (
    event.defaultPrevented ||
    event.button !== 0 ||
    event.metaKey ||
    event.ctrlKey ||
    event.shiftKey ||
    event.altKey
  )
    return
  const link = (event.target as Element).closest('a')
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return
  if (routeOf(link.pathname).page === 'not_found') return
  event.preventDefault()
  router.go(link.pathname + link.search)
}
