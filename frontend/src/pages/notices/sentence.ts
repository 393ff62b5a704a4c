import type { Notice } from '../../api/types'
import { formatMoment } from '../../format/time'
import type { Locale } from '../../preferences.svelte'
import { pathOf } from '../../router/routes'
import { noticeWords } from './words'

/** What a notice says, and where it leads; null where there is nothing to be seen any more. */
export interface Sentence {
  text: string
  href: string | null
}

export function sentenceOf(notice: Notice, now: Date, locale: Locale): Sentence {
  const t = noticeWords.in(locale)
  switch (notice.kind) {
    case 'member_put':
      if (!notice.entry_id || !notice.entry_name) return { text: t.givenAndGone, href: null }
      return {
        text: t.given(notice.from ?? '', notice.entry_name, notice.entry_kind === 'folder'),
        href: notice.entry_kind === 'folder' ? folder(notice.entry_id) : '/shared-with-me',
      }
    case 'drop_received': {
      const files = notice.files ?? 0
      if (!notice.entry_id || !notice.entry_kind) return { text: t.cameSomewhere(files), href: '/shared-by-me' }
      // The top of the drive has no name of its own.
      return { text: t.came(files, notice.entry_name ?? t.drive), href: folder(notice.entry_id) }
    }
    case 'share_expiring': {
      const end = new Date(notice.expires_at ?? notice.at)
      const say = end > now ? t.ends : t.ended
      const name = notice.entry_kind ? (notice.entry_name ?? t.drive) : null
      return { text: say(name, formatMoment(end, locale)), href: '/shared-by-me' }
    }
    default:
      return { text: (notice.percent ?? 0) >= 95 ? t.full : t.tight(notice.percent ?? 0), href: '/settings' }
  }
}

function folder(id: string): string {
  return pathOf({ page: 'drive', folder: id })
}

/** The number on the bell: nobody counts more than 99. */
export function badgeOf(unread: number): string {
  return unread > 99 ? '99+' : unread > 0 ? String(unread) : ''
}
