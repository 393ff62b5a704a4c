import type { Locale } from '../preferences.svelte'

const minute = 60
const hour = 60 * minute
const day = 24 * hour

/** How long ago, in words: `just now`, `5 minutes ago`, `yesterday`; after a week the date, with the year when it is another. */
export function formatAgo(at: Date, now: Date, locale: Locale): string {
  const seconds = Math.round((now.getTime() - at.getTime()) / 1000)
  if (seconds < 0 && seconds > -minute) return justNow[locale]
  if (seconds >= 0 && seconds < 45) return justNow[locale]
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  if (seconds >= 45 && seconds < hour) return relative.format(-Math.max(1, Math.round(seconds / minute)), 'minute')
  if (seconds >= hour && seconds < day && sameDay(at, now))
    return relative.format(-Math.floor(seconds / hour), 'hour')
  const days = daysBetween(at, now)
  if (days >= 1 && days < 7) return relative.format(-days, 'day')
  return formatDay(at, now, locale)
}

/** How long until something, in words: `in 30 days`, `tomorrow`, `in 3 hours`; what is due already is `soon`. */
export function formatAhead(at: Date, now: Date, locale: Locale): string {
  const seconds = Math.round((at.getTime() - now.getTime()) / 1000)
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const days = daysBetween(now, at)
  if (days >= 1) return relative.format(days, 'day')
  if (seconds >= hour) return relative.format(Math.floor(seconds / hour), 'hour')
  return seconds >= minute ? relative.format(Math.floor(seconds / minute), 'minute') : soon[locale]
}

/** A date as people write it; the year only when it is not this one. */
export function formatDay(at: Date, now: Date, locale: Locale): string {
  const year = at.getFullYear() === now.getFullYear() ? undefined : 'numeric'
  return new Intl.DateTimeFormat(locale, { year, month: locale === 'ko' ? 'long' : 'short', day: 'numeric' }).format(
    at,
  )
}

/** The exact time, for titles and tooltips. */
export function formatExactTime(at: Date, locale: Locale): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'medium' }).format(at)
}

/** Date and time of something ahead, as the end of a link. */
export function formatMoment(at: Date, locale: Locale): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(at)
}

function sameDay(a: Date, b: Date) {
  return daysBetween(a, b) === 0
}

function daysBetween(earlier: Date, later: Date): number {
  const midnight = (at: Date) => Date.UTC(at.getFullYear(), at.getMonth(), at.getDate())
  return Math.round((midnight(later) - midnight(earlier)) / (day * 1000))
}

const soon = { ko: '곧', en: 'soon' }
const justNow = { ko: '방금 전', en: 'just now' }
