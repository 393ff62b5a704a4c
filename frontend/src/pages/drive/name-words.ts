import type { Problem } from '../../api/problem'
import { problemWords } from '../../api/problem-words'
import { messages } from '../../messages/messages'

const t = messages({
  ko: {
    required: '이름을 적어 주세요.',
    too_long: '이름이 너무 길어요. 255자까지 쓸 수 있어요.',
    invalid_characters: '빗금(/, \\)이나 보이지 않는 글자는 쓸 수 없어요.',
    reserved: '이 이름은 쓸 수 없어요.',
  },
  en: {
    required: 'Enter a name.',
    too_long: 'This name is too long. 255 characters are the limit.',
    invalid_characters: 'Slashes and invisible characters cannot be used.',
    reserved: 'This name cannot be used.',
  },
})

/** The sentence for what is wrong with a name, found here or by the server. */
export function nameWords(code: string): string | null {
  const words: Record<string, string> = t()
  return words[code] ?? null
}

export function nameProblemWords(problem: Problem): string {
  return nameWords(problem.fields[0]?.code ?? '') ?? problemWords(problem)
}
