// Earlier versions: listed, brought back, deleted.
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { drop, expect, expectAccessible, row, signIn, test, tokenOf, uploaded } from './fixtures'

test('an earlier version is brought back, and another is deleted for good', async ({ open, person, home }) => {
  const somebody = await person()
  const page = await open()
  await signIn(page, somebody)
  const path = join(await mkdtemp(join(tmpdir(), 'share-cloud-versions-')), '편지.txt')
  await writeFile(path, '처음')
  await drop(page, [path])
  await uploaded(page)

  // The same name again, as a program sends it.
  const token = await tokenOf(home, somebody)
  const bytes = new TextEncoder().encode('나중에 고친 편지')
  const upload = { parent_id: 'root', name: '편지.txt', size_bytes: bytes.length, content_type: 'text/plain' }
  const started = await home.post('/api/uploads', { uploads: [{ ...upload, on_conflict: 'replace' }] }, token)
  const { uploads } = (await started.json()) as { uploads: { upload_id: string }[] }
  const id = uploads[0]!.upload_id
  const digest = Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('base64')
  const signed = await home.post(`/api/uploads/${id}/parts`, { parts: [{ number: 1, sha256: digest }] }, token)
  const { parts } = (await signed.json()) as { parts: { url: string; headers: Record<string, string> }[] }
  expect((await fetch(parts[0]!.url, { method: 'PUT', headers: parts[0]!.headers, body: bytes })).status).toBe(200)
  expect((await home.post('/api/uploads/complete', { uploads: [{ upload_id: id }] }, token)).status).toBe(200)

  await page.reload()
  await row(page, '편지.txt').click({ button: 'right', position: { x: 400, y: 20 } })
  await page.getByRole('menuitem', { name: 'Earlier versions…' }).click()
  const sizes = () =>
    page
      .getByTestId('versions')
      .locator('[data-bytes]')
      .evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset.bytes))
  await expect.poll(sizes).toEqual([String(bytes.length), '6'])
  await expectAccessible(page)
  await page.getByRole('button', { name: /^Restore the version/ }).click()
  await expect.poll(sizes).toEqual(['6', String(bytes.length)])
  await page.getByRole('button', { name: /^Delete the version/ }).click()
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  await expect.poll(sizes).toEqual(['6'])
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('storage-used').first()).toHaveAttribute('data-bytes', '6')
  const audit = await home.audit()
  expect(audit.ok, audit.said).toBe(true)
})
