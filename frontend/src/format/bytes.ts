import type { Locale } from '../preferences.svelte'

const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const

/** A size in binary units with one decimal: `1.2 GB`, in Korean `1.2GB`. Whole bytes have no decimal. */
export function formatBytes(bytes: number, locale: Locale): string {
  const sign = bytes < 0 ? '−' : ''
  let value = Math.abs(bytes)
  let unit = 0
  // 1023.95 would be rounded to 1024.0, which is one of the next unit.
  while (unit < units.length - 1 && value >= (unit === 0 ? 1024 : 1023.95)) {
    value /= 1024
    unit += 1
  }
  const digits = unit === 0 ? 0 : 1
  const number = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits })
  return `${sign}${number.format(value)}${locale === 'ko' ? '' : '\u00a0'}${units[unit]}`
}

/** A size to the byte: `1,234,567 bytes`, in Korean `1,234,567바이트`. */
export function formatExactBytes(bytes: number, locale: Locale): string {
  const number = new Intl.NumberFormat(locale).format(bytes)
  if (locale === 'ko') return `${number}바이트`
  return `${number} ${bytes === 1 ? 'byte' : 'bytes'}`
}

/** The share of `part` in `whole` for bars, between 0 and 1; an empty whole is full. */
export function shareOf(part: number, whole: number): number {
  if (whole <= 0) return part > 0 ? 1 : 0
  return Math.min(1, Math.max(0, part / whole))
}

/** What an entry holds: a file its content, a folder everything in it. */
export function bytesOf(entry: {
  kind: 'file' | 'folder'
  size_bytes?: number | null
  total_bytes?: number | null
}): number {
  return (entry.kind === 'folder' ? entry.total_bytes : entry.size_bytes) ?? 0
}
