import type { Locale } from '../preferences.svelte'

/** A number with the language's separators. */
export function formatNumber(value: number, locale: Locale): string {
  return new Intl.NumberFormat(locale).format(value)
}

/** Picks the English word for a number, which it puts in front: `1 file`, `3 files`. */
export function englishCount(value: number, one: string, other: string): string {
  return `${formatNumber(value, 'en')} ${new Intl.PluralRules('en').select(value) === 'one' ? one : other}`
}

/** The same in Korean, where words have no plural: `3개`. */
export function koreanCount(value: number, counter: string): string {
  return `${formatNumber(value, 'ko')}${counter}`
}
