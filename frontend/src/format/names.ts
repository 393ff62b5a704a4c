// Names as the server keeps them (NFC), and as it compares them: folded, so that `A.txt` and `a.txt` are one name.

/** The longest name in UTF-16 units. */
export const MAX_NAME_UNITS = 255

/** The server's own words for what is wrong with a name. */
export type NameProblem = 'required' | 'too_long' | 'invalid_characters' | 'reserved'

/** macOS gives Korean names decomposed (NFD); everything the app sends or shows is composed (NFC). */
export function normalizeName(name: string): string {
  return name.normalize('NFC')
}

/** Two names with the same fold are one name in a folder. Full case folding is near enough to upper then lower case; the server decides. */
export function foldName(name: string): string {
  return name.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC')
}

/** What is wrong with a name that somebody typed, before the server is asked. */
export function nameProblem(name: string): NameProblem | null {
  const stored = normalizeName(name)
  if (stored.trim() === '') return 'required'
  if (stored === '.' || stored === '..') return 'reserved'
  if (stored.length > MAX_NAME_UNITS) return 'too_long'
  if (/[\u0000-\u001f\u007f-\u009f/\\\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(stored))
    return 'invalid_characters'
  return null
}

/** `사진.tar.gz` → `['사진.tar', '.gz']`; a name that only starts with a dot has no ending. */
export function splitEnding(name: string): [stem: string, ending: string] {
  const dot = name.lastIndexOf('.')
  return dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, '']
}
