// Who may see which page, and where they go instead. Not beside the addresses, which the link page carries too.
import { routeOf, type PageName, type Route } from '../router/routes'

/** What a page needs before it can be shown. */
export type Access = 'anyone' | Visitor

/** Who is here. An admin has an account too. */
export type Visitor = 'stranger' | 'unverified' | 'account' | 'admin'

export function accessOf(page: PageName): Access {
  switch (page) {
    case 'sign_in':
    case 'sign_up':
      return 'stranger'
    case 'welcome':
    case 'change_address':
      return 'unverified'
    case 'drive':
    case 'settings':
    case 'shared_by_me':
    case 'shared_with_me':
    case 'search':
    case 'recent':
    case 'starred':
    case 'trash':
    case 'notices':
      return 'account'
    case 'admin':
    case 'admin_invitations':
    case 'admin_home':
      return 'admin'
    default:
      return 'anyone'
  }
}

/** Whether a page stands in the frame of the drive. */
export function isInShell(page: PageName): boolean {
  return accessOf(page) === 'account' || accessOf(page) === 'admin'
}

/** Where to go instead, for somebody who may not see a page; null when it can be shown. */
export function detour(page: PageName, visitor: Visitor): Route | null {
  const access = accessOf(page)
  if (page === 'home') return visitor === 'stranger' ? { page: 'sign_in' } : detourHome(visitor)
  if (access === 'anyone' || access === visitor || (access === 'account' && visitor === 'admin')) return null
  if (visitor === 'stranger') return { page: 'sign_in' }
  return detourHome(visitor)
}

function detourHome(visitor: Exclude<Visitor, 'stranger'>): Route {
  return visitor === 'unverified' ? { page: 'welcome' } : { page: 'drive', folder: 'root' }
}

/** Only our own paths are gone to after a sign-in, never another site. */
export function safeNext(next: string | null): string | null {
  if (!next || !next.startsWith('/') || next.startsWith('//') || next.includes('\\')) return null
  const { page } = routeOf(next.split(/[?#]/)[0]!)
  return isInShell(page) ? next : null
}
