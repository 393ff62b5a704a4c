// Korean particles follow the sound that the word before them ends in. Names come from people, so it is decided here.

type Pair = '은/는' | '이/가' | '을/를' | '과/와' | '으로/로' | '아/야'

/** `josa('사진', '을/를')` is `사진을`; `josa('Report.pdf', '을/를')` is `Report.pdf를`. Brackets and quotes at the end are looked through. */
export function josa(word: string, pair: Pair): string {
  return word + particle(word, pair)
}

/** Only the particle, for words that are set off by a tag. */
export function particle(word: string, pair: Pair): string {
  const [closed, open] = pair.split('/') as [string, string]
  const end = endOf(word)
  if (pair === '으로/로' && end === 'rieul') return open
  return end === 'open' ? open : closed
}

function endOf(word: string): 'open' | 'closed' | 'rieul' {
  const last = [...word.normalize('NFC').replace(/[\s'"’”」』)\]}.!?]+$/u, '')].at(-1) ?? ''
  const code = last.codePointAt(0) ?? 0
  if (code >= 0xac00 && code <= 0xd7a3) {
    const final = (code - 0xac00) % 28
    return final === 0 ? 'open' : final === 8 ? 'rieul' : 'closed'
  }
  // Digits and Latin letters as they are read aloud in Korean: 영 일 삼 육 칠 팔 end in a consonant, so do L M N R.
  if ('178'.includes(last) && last) return 'rieul'
  if ('036'.includes(last) && last) return 'closed'
  if (/[lr]/i.test(last)) return 'rieul'
  if (/[mn]/i.test(last)) return 'closed'
  return 'open'
}
