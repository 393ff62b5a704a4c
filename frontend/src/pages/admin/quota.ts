// A quota as an admin types and reads it. 1 GB means 1,024 MB, as everywhere.

const UNITS: Record<string, number> = { b: 0, kb: 1, mb: 2, gb: 3, tb: 4, pb: 5 }

/** The largest that every program reads from JSON without loss. */
export const MAX_QUOTA_BYTES = Number.MAX_SAFE_INTEGER

/** `10`, `1.5`, `500MB`, `2 TiB`: a number alone is GB. Null for what is no size. */
export function quotaOf(text: string): number | null {
  const match = /^(\d{1,16}(?:[.,]\d{1,3})?)\s*([kmgtp]?i?b)?$/i.exec(text.trim())
  if (!match) return null
  const unit = (match[2] ?? 'gb').toLowerCase().replace('i', '')
  const bytes = Math.floor(Number(match[1]!.replace(',', '.')) * 1024 ** UNITS[unit]!)
  return bytes <= MAX_QUOTA_BYTES ? bytes : null
}

/** What stands in the field first: the quota in the largest unit that gives a whole number. */
export function quotaText(bytes: number): string {
  for (const unit of ['PB', 'TB', 'GB', 'MB', 'KB'] as const) {
    const size = 1024 ** UNITS[unit.toLowerCase()]!
    if (bytes >= size && bytes % size === 0) return `${bytes / size} ${unit}`
  }
  return `${bytes} B`
}
