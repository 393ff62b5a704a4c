// What a share dialog holds, and the body it becomes.
import { checkNewPassword } from '../entrance/checks'

export type Expiry = 'never' | 'day' | 'week' | 'month' | 'custom'

export interface ShareForm {
  allow: 'download' | 'view'
  protect: boolean
  password: string
  expiry: Expiry
  /** As `<input type="datetime-local">` has it: in local time. */
  customExpiry: string
  limit: boolean
  maxDownloads: string
  note: string
}

export const emptyShareForm: ShareForm = {
  allow: 'download',
  protect: false,
  password: '',
  expiry: 'never',
  customExpiry: '',
  limit: false,
  maxDownloads: '10',
  note: '',
}

export type ShareField = 'password' | 'expires_at' | 'max_downloads' | 'note'

const days: Partial<Record<Expiry, number>> = { day: 1, week: 7, month: 30 }

export const MAX_DOWNLOADS = 1_000_000

/** What is wrong, by field, before the server is asked. */
export function checkShare(form: ShareForm, now: Date): Partial<Record<ShareField, string>> {
  const wrong: Partial<Record<ShareField, string>> = {}
  const password = form.protect ? checkNewPassword(form.password) : null
  if (password) wrong.password = password
  if (form.expiry === 'custom' && !(new Date(form.customExpiry) > now)) wrong.expires_at = 'in_the_past'
  const downloads = Number(form.maxDownloads)
  const isNumber = /^\d+$/.test(form.maxDownloads.trim()) && downloads >= 1 && downloads <= MAX_DOWNLOADS
  if (form.limit && form.allow === 'download' && !isNumber) wrong.max_downloads = 'out_of_range'
  return wrong
}

/** The body of create-share; what was not asked for is left out. */
export function shareBody(form: ShareForm, entryIds: readonly string[], now: Date) {
  const expiresAt = expiryOf(form, now)
  return {
    entry_ids: [...entryIds],
    allow: form.allow,
    ...(form.protect ? { password: form.password } : {}),
    ...(expiresAt ? { expires_at: expiresAt.toISOString() } : {}),
    ...(form.limit && form.allow === 'download' ? { max_downloads: Number(form.maxDownloads) } : {}),
    ...(form.note.trim() === '' ? {} : { note: form.note.trim() }),
  }
}

function expiryOf(form: ShareForm, now: Date): Date | null {
  if (form.expiry === 'custom') return new Date(form.customExpiry)
  const after = days[form.expiry]
  return after === undefined ? null : new Date(now.getTime() + after * 86_400_000)
}
