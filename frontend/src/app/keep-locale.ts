import { answerOf } from '../api/problem'
import { api, session } from '../api/session.svelte'
import type { Locale } from '../preferences.svelte'

/** Mails come in the language that a person chose last. Should that fail now, the next choice tells it again. */
export async function keepLocale(locale: Locale) {
  if (session.account === null || session.account.locale === locale) return
  const account = await answerOf(api.PATCH('/api/account', { body: { locale } })).catch(() => null)
  if (account) session.keepAccount(account)
}
