// The file that is looked at stands in the address as `?file=`, so that a reload shows it again and the way back closes it.
import { router } from '../router/router.svelte'

/** Whether this page put the file there: then the entry before it in the history is the list that it was opened from. */
let isPushed = false

export function fileInAddress(): string | null {
  return router.query.get('file')
}

export function openFile(id: string) {
  isPushed = true
  router.go(addressOf(id), { remembered: router.remembered })
}

/** Another file in the place of the one that is open: the way back leads to the list all the same. */
export function showFileInstead(id: string) {
  router.go(addressOf(id), { replace: true, remembered: router.remembered })
}

export function closeFile() {
  if (fileInAddress() === null) return
  if (isPushed) history.back()
  else router.go(location.pathname, { replace: true, remembered: router.remembered })
  isPushed = false
}

function addressOf(id: string): string {
  return `${location.pathname}?file=${encodeURIComponent(id)}`
}
