import type { Share } from '../../api/types'
import { formatBytes } from '../../format/bytes'
import { formatMoment } from '../../format/time'
import type { Locale } from '../../preferences.svelte'
import { sharedByMeWords as t } from './words'

/** What a link shares, by name. */
export function titleOf(share: Share): string {
  const first = share.first_entry
  if (!first) return t().gone
  const name = first.name === '' ? t().root : first.name
  return share.entry_ids.length > 1 ? t().and(name, share.entry_ids.length - 1) : name
}

/** What its owner wants to know of a link, the counts first. */
export function factsOf(share: Share, locale: Locale): string[] {
  const isRead = share.allow !== 'drop'
  return [
    t().opens(share.opens),
    isRead ? t().downloads(share.downloads_used, share.max_downloads ?? null) : '',
    isRead ? formatBytes(share.bytes, locale) : t().received(share.files_received, share.max_files ?? 0),
    isRead ? '' : formatBytes(share.bytes_received, locale),
    share.open_files > 0 ? t().onTheirWay(share.open_files) : '',
    t().allow[share.allow],
    share.expires_at ? t().until(formatMoment(new Date(share.expires_at), locale)) : '',
    share.has_password ? t().password : '',
    share.note ? t().note(share.note) : '',
  ].filter((fact) => fact !== '')
}
