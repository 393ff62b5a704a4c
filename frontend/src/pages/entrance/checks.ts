// What can be told before the server is asked; the server decides anyway.

export function checkUsername(text: string): string | null {
  if (text.trim() === '') return 'required'
  if (text.length < 3) return 'too_short'
  if (text.length > 32) return 'too_long'
  if (!/^[a-z]/i.test(text)) return 'invalid_start'
  if (!/^[a-z0-9._-]+$/i.test(text)) return 'invalid_characters'
  return null
}

/** What a name becomes that is written with capitals, as the server folds it; null where nothing changes or the name cannot be one. */
export function usernameBecomes(text: string): string | null {
  const folded = text.trim().replace(/[A-Z]/g, (letter) => letter.toLowerCase())
  return folded !== text.trim() && /^[a-z][a-z0-9._-]*$/.test(folded) ? folded : null
}

export function checkEmail(text: string): string | null {
  if (text.trim() === '') return 'required'
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text.trim()) || /^[^\s@]+@[^\s@.]+$/.test(text.trim())
    ? null
    : 'invalid_email'
}

export function checkNewPassword(text: string): string | null {
  if (text === '') return 'required'
  return [...text].length < 8 ? 'too_short' : null
}

/** Only the fields that are wrong. */
export function onlyWrong<Field extends string>(
  checked: Record<Field, string | null>,
): Partial<Record<Field, string>> | null {
  const wrong = Object.entries(checked).filter(([, code]) => code !== null)
  return wrong.length > 0 ? (Object.fromEntries(wrong) as Partial<Record<Field, string>>) : null
}
