// What a share dialog holds, and the body it becomes.
import { checkNewPassword } from '../entrance/checks'

import type { Problem } from '../../api/problem'
import type { Share } from '../../api/types'
import type { DropKind } from '../link/drop-kinds'

export type Expiry = 'keep' | 'never' | 'day' | 'week' | 'month' | 'custom'

/** What a link that takes files asks for; sizes in bytes, empty for no limit of a single file. */
export interface DropForm {
  maxFiles: string
  maxBytes: string
  maxFileBytes: string
  kinds: DropKind[]
}

export interface ShareForm extends DropForm {
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
  maxFiles: '1000',
  maxBytes: String(10 * 1024 ** 3),
  maxFileBytes: '',
  kinds: [],
}

export const MAX_FILES = 100_000

/** What is wrong with a link that takes files. */
export function checkDrop(form: ShareForm, now: Date, hasPassword = false): Partial<Record<ShareField, string>> {
  const wrong = checkShare({ ...form, limit: false }, now, hasPassword)
  const files = Number(form.maxFiles)
  if (!/^\d+$/.test(form.maxFiles.trim()) || files < 1 || files > MAX_FILES) wrong.max_files = 'out_of_range'
  return wrong
}

const dropLimits = (form: ShareForm) => ({
  max_files: Number(form.maxFiles),
  max_bytes: Number(form.maxBytes),
  max_file_bytes: form.maxFileBytes === '' ? null : Number(form.maxFileBytes),
  kinds: form.kinds,
})

/** The body of create-share for a link that takes files. */
export function dropBody(form: ShareForm, folderId: string, now: Date) {
  const { max_file_bytes, ...limits } = dropLimits(form)
  const body = shareBody({ ...form, limit: false }, [folderId], now)
  return { ...body, ...limits, ...(max_file_bytes === null ? {} : { max_file_bytes }), allow: 'drop' as const }
}

const shareFields = ['password', 'expires_at', 'max_downloads', 'note', 'max_files', 'max_bytes'] as const

export type ShareField = (typeof shareFields)[number]

const days: Partial<Record<Expiry, number>> = { day: 1, week: 7, month: 30 }

export const MAX_DOWNLOADS = 1_000_000

/** What is wrong, by field, before the server is asked. Where there is a password, writing none keeps it. */
export function checkShare(form: ShareForm, now: Date, hasPassword = false): Partial<Record<ShareField, string>> {
  const wrong: Partial<Record<ShareField, string>> = {}
  const password = form.protect && !(hasPassword && form.password === '') ? checkNewPassword(form.password) : null
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

/** A link as its owner may change it. */
export function formOf(share: Share): ShareForm {
  return {
    ...emptyShareForm,
    allow: share.allow === 'view' ? 'view' : 'download',
    protect: share.has_password,
    expiry: share.expires_at ? 'keep' : 'never',
    limit: share.max_downloads != null,
    maxDownloads: String(share.max_downloads ?? emptyShareForm.maxDownloads),
    note: share.note ?? '',
    maxFiles: String(share.max_files ?? emptyShareForm.maxFiles),
    maxBytes: String(share.max_bytes ?? emptyShareForm.maxBytes),
    maxFileBytes: String(share.max_file_bytes ?? ''),
    kinds: share.kinds ?? [],
  }
}

/** The body of update-share for a link that takes files. */
export function dropChange(form: ShareForm, share: Share, now: Date) {
  const { allow: _allow, ...change } = changeBody({ ...form, allow: 'download', limit: false }, share, now)
  const limits = dropLimits(form)
  const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)
  const changed = Object.entries(limits).filter(([name, value]) => !isSame(value, share[name as keyof Share] ?? null))
  return { ...change, ...(Object.fromEntries(changed) as Partial<typeof limits>) }
}

/** The body of update-share: only what is to be another, and null for what goes. */
export function changeBody(form: ShareForm, share: Share, now: Date) {
  const expiresAt = expiryOf(form, now)
  const most = form.limit ? Number(form.maxDownloads) : null
  const note = form.note.trim()
  return {
    ...(form.allow !== share.allow ? { allow: form.allow } : {}),
    ...(form.protect && form.password !== '' ? { password: form.password } : {}),
    ...(!form.protect && share.has_password ? { password: null } : {}),
    ...(form.expiry !== 'keep' && (expiresAt || share.expires_at)
      ? { expires_at: expiresAt?.toISOString() ?? null }
      : {}),
    ...(form.allow === 'download' && most !== (share.max_downloads ?? null) ? { max_downloads: most } : {}),
    ...(note !== (share.note ?? '') ? { note: note === '' ? null : note } : {}),
  }
}

/** What a refusal says of the fields of the form. */
export function namedFields(refused: Problem): Partial<Record<ShareField, string>> {
  const named = refused.fields.filter(({ field }) => shareFields.includes(field as ShareField))
  return Object.fromEntries(named.map(({ field, code }) => [field, code]))
}

function expiryOf(form: ShareForm, now: Date): Date | null {
  if (form.expiry === 'custom') return new Date(form.customExpiry)
  const after = days[form.expiry]
  return after === undefined ? null : new Date(now.getTime() + after * 86_400_000)
}
