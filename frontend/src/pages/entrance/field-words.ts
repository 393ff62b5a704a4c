import { asProblem, type Problem } from '../../api/problem'
import { problemWords } from '../../api/problem-words'
import { messages } from '../../messages/messages'

const t = messages({
  ko: {
    username: {
      required: '아이디를 적어 주세요.',
      too_short: '아이디는 3자 이상이어야 해요.',
      too_long: '아이디는 32자까지 쓸 수 있어요.',
      invalid_characters: '영문 소문자, 숫자, 점(.), 밑줄(_), 붙임표(-)만 쓸 수 있어요.',
      invalid_start: '아이디는 영문자로 시작해야 해요.',
      reserved: '서비스에서 쓰는 이름이라 고를 수 없어요. 다른 아이디를 써 주세요.',
      taken: '이미 쓰고 있는 아이디예요. 다른 아이디를 골라 주세요.',
    },
    email: {
      required: '이메일 주소를 적어 주세요.',
      invalid_email: 'name@example.com처럼 적어 주세요.',
      too_long: '주소가 너무 길어요.',
      domain_not_allowed: '이 클라우드에서 받는 주소가 아니에요. 정해진 도메인의 주소를 써 주세요.',
      not_invited: '초대받은 주소와 달라요. 초대 메일을 받은 주소를 써 주세요.',
    },
    password: {
      required: '비밀번호를 적어 주세요.',
      too_short: '비밀번호는 8자 이상이어야 해요.',
      too_long: '비밀번호가 너무 길어요.',
      too_common: '너무 흔해서 쉽게 알아낼 수 있는 비밀번호예요. 다른 것을 써 주세요.',
      wrong: '비밀번호가 맞지 않아요.',
    },
    name: {
      required: '이름을 적어 주세요.',
      too_long: '이름이 너무 길어요.',
      invalid_characters: '쓸 수 없는 글자가 들어 있어요.',
      reserved: '쓸 수 없는 이름이에요.',
    },
    invitation: {
      invalid: '이 초대는 이미 쓰였거나 기한이 지났어요. 초대한 분에게 다시 부탁해 주세요.',
    },
    other: '이 값을 다시 확인해 주세요.',
  },
  en: {
    username: {
      required: 'Enter a username.',
      too_short: 'Use at least 3 characters.',
      too_long: 'Use at most 32 characters.',
      invalid_characters: 'Use lower-case letters, digits, dot, underscore and hyphen.',
      invalid_start: 'Start with a letter.',
      reserved: 'The service keeps this name for itself. Choose another one.',
      taken: 'Somebody already has this username. Choose another one.',
    },
    email: {
      required: 'Enter your e-mail address.',
      invalid_email: 'An address looks like name@example.com.',
      too_long: 'This address is too long.',
      domain_not_allowed: 'This cloud does not take this address. Use one of its domains.',
      not_invited: 'The invitation is for another address. Use the one that was invited.',
    },
    password: {
      required: 'Enter a password.',
      too_short: 'Use at least 8 characters.',
      too_long: 'This password is too long.',
      too_common: 'This password is one of the first to be guessed. Choose another one.',
      wrong: 'This password is not right.',
    },
    name: {
      required: 'Enter a name.',
      too_long: 'This name is too long.',
      invalid_characters: 'Some characters in it cannot be used.',
      reserved: 'This name cannot be used.',
    },
    invitation: {
      invalid: 'This invitation was used or is over. Ask for another one.',
    },
    other: 'Please check this.',
  },
})

export type FieldKind = 'username' | 'email' | 'password' | 'name' | 'invitation'

/** The sentence for one field's trouble. */
export function fieldWords(kind: FieldKind, code: string): string {
  const words: Record<string, string> = t()[kind]
  return words[code] ?? t().other
}

export interface Trouble<Field extends string> {
  /** By field: codes, translated when they are shown so that they follow a change of language. */
  fields: Partial<Record<Field, string>>
  /** What concerns no single field. */
  problem: Problem | null
}

export function noTrouble<Field extends string>(): Trouble<Field> {
  return { fields: {}, problem: null }
}

/** Splits a refusal into what stands beside a field and what stands above the form. `names` maps the API's fields to the form's. */
export function troubleOf<Field extends string>(cause: unknown, names: Record<string, Field>): Trouble<Field> {
  const problem = asProblem(cause)
  const fields: Partial<Record<Field, string>> = {}
  for (const { field, code } of problem.fields) {
    const name = names[field]
    if (name) fields[name] = code
  }
  if (problem.code === 'username_taken' && names.username) fields[names.username] = 'taken'
  return { fields, problem: Object.keys(fields).length > 0 ? null : problem }
}

export { problemWords }
