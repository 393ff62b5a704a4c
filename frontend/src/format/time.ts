import type { Locale } from '../preferences.svelte'

const minute = 60
const hour = 60 * minute
const day = 24 * hour

/** How long ago, in words: `just now`, `5 minutes ago`, `yesterday`; after a week the date, with the year when it is another. */
export function formatAgo(at: Date, now: Date, locale: Locale): string {
  const seconds = Math.round((now.getTime() - at.getTime()) / 1000)
  if (seconds < 0 && seconds > -minute) return words(locale).now
  if (seconds >= 0 && seconds < 45) return words(locale).now
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  if (seconds >= 45 && seconds < hour) return relative.format(-Math.max(1, Math.round(seconds / minute)), 'minute')
  if (seconds >= hour && seconds < day && sameDay(at, now))
    return relative.format(-Math.floor(seconds / hour), 'hour')
  const days = daysBetween(at, now)
  if (days >= 1 && days < 7) return relative.format(-days, 'day')
  return formatDay(at, now, locale)
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

/** What is left of a transfer, rounded so that it does not flicker: `about 3 min left`. */
export function formatTimeLeft(seconds: number, locale: Locale): string {
  const { left } = words(locale)
  if (seconds < 5) return left.moment
  if (seconds < 60) return left.seconds(Math.ceil(seconds / 5) * 5)
  if (seconds < 90 * minute) return left.minutes(Math.ceil(seconds / minute))
  return left.hours(Math.ceil(seconds / hour))
}

/** A countdown to the second: `0:42`. */
export function formatCountdown(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds))
  const rest = String(whole % 60).padStart(2, '0')
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return `${minutes}:${rest}`
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${rest}`
}

function sameDay(a: Date, b: Date) {
  return daysBetween(a, b) === 0
}

function daysBetween(earlier: Date, later: Date): number {
  const midnight = (at: Date) => Date.UTC(at.getFullYear(), at.getMonth(), at.getDate())
  return Math.round((midnight(later) - midnight(earlier)) / (day * 1000))
}

const bothWords = {
  ko: {
    now: '방금 전',
    left: {
      moment: '곧 끝나요',
      seconds: (n: number) => `${n}초쯤 남음`,
      minutes: (n: number) => `${n}분쯤 남음`,
      hours: (n: number) => `${n}시간쯤 남음`,
    },
  },
  en: {
    now: 'just now',
    left: {
      moment: 'almost done',
      seconds: (n: number) => `about ${n} s left`,
      minutes: (n: number) => `about ${n} min left`,
      hours: (n: number) => `about ${n} h left`,
    },
  },
}

function words(locale: Locale) {
  return bothWords[locale]
}
