// Moving to a download's address does not leave the page, though the browser asks `beforeunload` as if it did.

let leavingForDownload = false

export function isLeavingForDownload(): boolean {
  return leavingForDownload
}

export function withoutWarning(move: () => void) {
  leavingForDownload = true
  move()
  setTimeout(() => (leavingForDownload = false), 1_000)
}
