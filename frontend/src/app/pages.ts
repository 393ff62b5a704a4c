import type { Component, Snippet } from 'svelte'
import type { PageName } from '../router/routes'

type Load = () => Promise<{ default: Component }>

// Pages that strangers see are one chunk, the drive another, the rest come when they are wanted.
const loads: Partial<Record<PageName, Load>> = {
  sign_in: () => import('../pages/entrance/SignInPage.svelte'),
  sign_up: () => import('../pages/entrance/SignUpPage.svelte'),
  find_username: () => import('../pages/entrance/FindUsernamePage.svelte'),
  forgot_password: () => import('../pages/entrance/ForgotPasswordPage.svelte'),
  reset_password: () => import('../pages/entrance/ResetPasswordPage.svelte'),
  verify_email: () => import('../pages/entrance/VerifyEmailPage.svelte'),
  welcome: () => import('../pages/entrance/WelcomePage.svelte'),
  change_address: () => import('../pages/entrance/ChangeAddressPage.svelte'),
  drive: () => import('../pages/drive/DrivePage.svelte'),
  settings: () => import('../pages/settings/SettingsPage.svelte'),
  shared_with_me: () => import('../pages/shared-with-me/SharedWithMePage.svelte'),
  shared_by_me: () => import('../pages/shared-by-me/SharedByMePage.svelte'),
  search: () => import('../pages/found/SearchPage.svelte'),
  recent: () => import('../pages/found/RecentPage.svelte'),
  starred: () => import('../pages/found/StarredPage.svelte'),
  trash: () => import('../pages/trash/TrashPage.svelte'),
  notices: () => import('../pages/notices/NoticesPage.svelte'),
  admin: () => import('../pages/admin/AccountsPage.svelte'),
  admin_invitations: () => import('../pages/admin/InvitationsPage.svelte'),
  admin_home: () => import('../pages/admin/HomePage.svelte'),
  not_found: () => import('../pages/not-found/NotFoundPage.svelte'),
}

let shell: Promise<Component<{ children: Snippet }>> | null = null

/** The frame around the pages of an account. */
export function loadShell() {
  shell ??= import('./Shell.svelte').then((module) => module.default)
  shell.catch(() => (shell = null))
  return shell
}

const loaded = new Map<PageName, Promise<Component>>()

/** A page's component; the same promise every time, so that a page is fetched once. A failed fetch may be tried again. */
export function loadPage(page: PageName): Promise<Component> | null {
  const load = loads[page]
  if (!load) return null
  let component = loaded.get(page)
  if (!component) {
    component = load().then((module) => module.default)
    loaded.set(page, component)
    component.catch(() => loaded.delete(page))
  }
  return component
}
