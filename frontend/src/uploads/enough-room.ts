import { session } from '../api/session.svelte'
import { toasts } from '../components/toasts.svelte'
import { formatBytes } from '../format/bytes'
import { messages } from '../messages/messages'
import { preferences } from '../preferences.svelte'
import type { Picked } from './picked'
import { shortOfRoom } from './shortage'

const t = messages({
  ko: {
    short: (wanted: string, free: string) =>
      `올릴 파일은 ${wanted}인데 남은 공간은 ${free}예요. 들어가는 것까지만 올라가요. 휴지통을 비우면 공간이 생겨요.`,
  },
  en: {
    short: (wanted: string, free: string) =>
      `You are uploading ${wanted}, and ${free} are free. Only what fits is uploaded. Emptying the trash makes room.`,
  },
})

/** Says before anything is sent that not all of it will fit. The server decides: what replaces or is freed meanwhile may fit all the same. */
export function sayIfRoomIsShort(picked: Picked) {
  const { storage } = session.account ?? {}
  const sizes = picked.files.map(({ file }) => file.size)
  const short = storage && shortOfRoom(sizes, storage.free_bytes)
  if (!short) return
  const { locale } = preferences
  toasts.problem(t().short(formatBytes(short.wanted, locale), formatBytes(short.free, locale)))
}
