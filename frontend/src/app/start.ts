import { mount } from 'svelte'
import { session } from '../api/session.svelte'
import { router } from '../router/router.svelte'
import { accessOf } from './access'
import App from './App.svelte'
import { loadPage, loadShell } from './pages'

export function start(target: HTMLElement) {
  void loadPage(router.route.page)
  if (accessOf(router.route.page) === 'account' && session.isLikely) void loadShell()
  // Strangers' pages ask for a session only when this browser had one.
  const needsSession = accessOf(router.route.page) === 'account' || accessOf(router.route.page) === 'unverified'
  void session.start(needsSession).catch(() => undefined)
  mount(App, { target })
}
