// Text files name no encoding. What is no good UTF-8 is what Korean Windows writes: EUC-KR with the additions of CP949.

/** Encodings that somebody may choose, by the labels of the Encoding standard, where `euc-kr` means CP949. */
export const encodings = ['utf-8', 'euc-kr', 'utf-16le', 'utf-16be', 'shift_jis', 'gb18030', 'windows-1252'] as const
export type Encoding = (typeof encodings)[number]

/** How the bytes are written, as far as they tell. `isCut`: more follows, and the last letter may be half. */
export function encodingOf(bytes: Uint8Array, isCut: boolean): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: isCut })
    return 'utf-8'
  } catch {
    return 'euc-kr'
  }
}

/** The text without the mark of its encoding. What cannot be read becomes a sign that says so. */
export function decodeText(bytes: Uint8Array, encoding: Encoding, isCut: boolean): string {
  return new TextDecoder(encoding).decode(bytes, { stream: isCut })
}

/** Bytes that no text has. UTF-16 has zeros too, but says at its beginning that it is UTF-16. */
export function isBinary(bytes: Uint8Array): boolean {
  return !encodingOf(bytes.subarray(0, 2), true).startsWith('utf-16') && bytes.subarray(0, 8_192).includes(0)
}

/** The number of lines as editors count them. */
export function linesIn(text: string): number {
  let lines = 1
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1
  return text.endsWith('\n') && lines > 1 ? lines - 1 : lines
}
