// The queue, its worker and its dock come after the page: nobody uploads in the first second.
import type { Picked } from './picked'
import type { Target } from './queue'

let loading: Promise<typeof import('./dock')> | null = null

export function loadTransfers() {
  loading ??= import('./dock')
  loading.catch(() => (loading = null))
  return loading
}

/** Starts to upload what was picked. */
export async function upload(picked: Promise<Picked>, target: Promise<Target['path']>) {
  const [{ transfers, sayIfRoomIsShort }, files, path] = await Promise.all([loadTransfers(), picked, target])
  sayIfRoomIsShort(files)
  transfers.add(files, { path })
}
