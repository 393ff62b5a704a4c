// Every address of the app, in one place. `app` pages need a session, `entrance` pages do not, `link` is its own small app.

export type Route =
  | { page: 'home' }
  | { page: 'sign_in' | 'sign_up' | 'find_username' | 'forgot_password' | 'reset_password' | 'verify_email' }
  | { page: 'welcome' | 'change_address' | 'settings' | 'shared_by_me' | 'shared_with_me' | 'trash' | 'notices' }
  | { page: 'search' | 'recent' | 'starred' }
  | { page: 'admin' | 'admin_invitations' | 'admin_home' }
  | { page: 'drive'; folder: string }
  | { page: 'link'; token: string; folder: string | null }
  | { page: 'not_found' }

export type PageName = Route['page']

const plain: Record<string, Exclude<PageName, 'drive' | 'link'>> = {
  '/': 'home',
  '/sign-in': 'sign_in',
  '/sign-up': 'sign_up',
  '/welcome': 'welcome',
  '/change-address': 'change_address',
  '/find-username': 'find_username',
  '/forgot-password': 'forgot_password',
  '/reset-password': 'reset_password',
  '/verify-email': 'verify_email',
  '/settings': 'settings',
  '/shared-by-me': 'shared_by_me',
  '/search': 'search',
  '/recent': 'recent',
  '/starred': 'starred',
  '/shared-with-me': 'shared_with_me',
  '/trash': 'trash',
  '/notices': 'notices',
  '/admin': 'admin',
  '/admin/invitations': 'admin_invitations',
  '/admin/home': 'admin_home',
}

export function routeOf(pathname: string): Route {
  const path = pathname.length > 1 ? pathname.replace(/\/+$/, '') || '/' : pathname
  const page = plain[path]
  if (page) return { page } as Route
  const [, first, second, third, ...more] = path.split('/').map(decode)
  if (more.length === 0 && first === 'drive' && third === undefined)
    return { page: 'drive', folder: second ?? 'root' }
  if (more.length === 0 && first === 's' && second) return { page: 'link', token: second, folder: third ?? null }
  return { page: 'not_found' }
}

export function pathOf(route: Route): string {
  switch (route.page) {
    case 'drive':
      return route.folder === 'root' ? '/drive' : `/drive/${encodeURIComponent(route.folder)}`
    case 'link':
      return `/s/${encodeURIComponent(route.token)}` + (route.folder ? `/${encodeURIComponent(route.folder)}` : '')
    case 'not_found':
      return '/not-found'
    default:
      return Object.keys(plain).find((path) => plain[path] === route.page)!
  }
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
