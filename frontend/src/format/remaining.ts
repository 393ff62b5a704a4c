import type { Locale } from '../preferences.svelte'

const minute = 60
const hour = 60 * minute

/** What is left of a transfer, rounded so that it does not flicker: `about 3 min left`. */
export function formatTimeLeft(seconds: number, locale: Locale): string {
  const left = words[locale]
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

const words = {
  ko: {
    moment: '곧 끝나요',
    seconds: (n: number) => `${n}초쯤 남음`,
    minutes: (n: number) => `${n}분쯤 남음`,
    hours: (n: number) => `${n}시간쯤 남음`,
  },
  en: {
    moment: 'almost done',
    seconds: (n: number) => `about ${n} s left`,
    minutes: (n: number) => `about ${n} min left`,
    hours: (n: number) => `about ${n} h left`,
  },
}
