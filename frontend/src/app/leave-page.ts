import { toasts } from '../components/toasts.svelte'

/** What is younger than this when the page changes belongs to what led there. */
const NEW_MS = 1_000

/** Another page is shown: what was said on the last one is over, but for what can still be done about it, as an undo. */
export function leavePage() {
  const now = Date.now()
  for (const { id, action, shownAt } of toasts.list) if (!action && now - shownAt >= NEW_MS) toasts.dismiss(id)
}
