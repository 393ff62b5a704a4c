import { preferences, type Locale } from '../preferences.svelte'

/**
 * One page's words in both languages. Korean gives the shape; English must have exactly the same keys and parameters,
 * so a missing translation is a type error. The answer is a function, so that templates follow a change of language.
 */
export function messages<Words extends object>(both: { ko: Words; en: NoInfer<Words> }): Messages<Words> {
  const words = () => both[preferences.locale]
  return Object.assign(words, { in: (locale: Locale) => both[locale] })
}

export interface Messages<Words> {
  (): Words
  /** The words of a given language, for tests and for mails that are not in the page's language. */
  in(locale: Locale): Words
}
