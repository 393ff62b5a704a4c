/** The token of a link that somebody reported, from its address or from the token alone. Null for what is no link of ours. */
export function linkTokenOf(text: string): string | null {
  const path = text.trim().replace(/^https?:\/\/[^/]+/i, '')
  const token = /^(?:\/s\/)?([\w-]{43})(?:[/?#].*)?$/.exec(path)?.[1]
  return token ?? null
}
