// Puts the material where it belongs: files on the disk to be dropped on the app, accounts and what they have into the home.
import { createCipheriv, createHash } from 'node:crypto'
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, tokenOf, type Locale, type Person } from '../e2e/fixtures'
import type { Home } from '../e2e/home'
import { put } from '../e2e/samples'
import type { Material, Somebody } from './material'

const password = '바다와 하늘 2026'

/** Content that looks like any other and is the same each time, as its checksum is seen in a picture. */
export function content(path: string, bytes: number): Buffer {
  const key = createHash('sha256').update(path).digest()
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(Math.round(bytes)))
}

/** Writes files to the disk and answers what stands at the top. */
export async function onDisk(files: Record<string, number>): Promise<{ folder: string; top: string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'share-cloud-pictures-'))
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content(path, bytes))
  }
  return { folder, top: [...new Set(Object.keys(files).map((path) => join(folder, path.split('/')[0]!)))] }
}

/** Changes something, as a program does; the answer must be a good one. */
export async function send(home: Home, token: string, method: string, path: string, body: unknown) {
  const response = await fetch(`${home.origin}${path}`, {
    method,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  })
  expect(response.ok, `${method} ${path}: ${response.status}`).toBe(true)
  return response.json()
}

/** An account with a confirmed address, by the name that people know. */
export async function settle(home: Home, { username, email, display_name }: Somebody, locale: Locale) {
  const person: Person = { username, email, password }
  expect((await home.post('/api/accounts', { ...person, locale })).status).toBe(201)
  const token = new URL(await home.mailedLink(email, '/verify-email')).searchParams.get('token')
  expect((await home.post('/api/accounts/verify-email', { token })).status).toBe(200)
  await send(home, await tokenOf(home, person), 'PATCH', '/api/account', { display_name })
  return person
}

/** The other accounts of the home. The first one, the owner's, is its admin and says how much room each has. */
export async function neighbours(home: Home, admin: string, { owner, others }: Material, locale: Locale) {
  for (const one of others) {
    const person = await settle(home, one, locale)
    await put(home, await tokenOf(home, person), 'archive.zip', content(one.username, one.used), 'application/zip')
  }
  const listed = await home.get('/api/admin/accounts', admin)
  const { items } = (await listed.json()) as { items: { id: string; username: string }[] }
  for (const { username, quota, suspended } of [owner, ...others]) {
    const { id } = items.find((account) => account.username === username)!
    const change = { quota_bytes: quota, ...(suspended ? { status: 'suspended' } : {}) }
    await send(home, admin, 'PATCH', `/api/admin/accounts/${id}`, change)
  }
}
