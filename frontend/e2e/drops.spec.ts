import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, expectAccessible, row, signIn, test, tokenOf, type Person } from './fixtures'
import type { Home } from './home'

async function filesOf(files: Record<string, string | Buffer>) {
  const folder = await mkdtemp(join(tmpdir(), 'share-cloud-drop-'))
  const paths = Object.keys(files).map((name) => join(folder, name))
  await Promise.all(paths.map((path, at) => writeFile(path, Object.values(files)[at]!)))
  return paths
}

async function requested(home: Home, person: Person, name: string, more: object = {}) {
  const token = await tokenOf(home, person)
  const folder = (await (await home.post('/api/folders', { parent_id: 'root', name }, token)).json()) as {
    id: string
  }
  const made = await home.post('/api/shares', { entry_ids: [folder.id], allow: 'drop', ...more }, token)
  expect(made.status).toBe(201)
  const { id, url } = (await made.json()) as { id: string; url: string }
  return { folder: folder.id, token, id, url }
}

for (const locale of ['ko', 'en'] as const) {
  test(`a person without an account sends files that only the owner sees, in ${locale}`, async ({
    home,
    open,
    person,
  }) => {
    const owner = await person(locale)
    const page = await open({ locale })
    await signIn(page, owner)
    const token = await tokenOf(home, owner)
    await home.post('/api/folders', { parent_id: 'root', name: '과제' }, token)
    await page.reload()
    await row(page, '과제').click({ button: 'right', position: { x: 400, y: 20 } })
    await page.getByRole('menuitem', { name: locale === 'ko' ? '파일 받기' : 'Request files' }).click()
    await page.getByLabel(locale === 'ko' ? '최대 파일 수' : 'At most so many files').fill('3')
    await expectAccessible(page)
    await page.getByRole('button', { name: locale === 'ko' ? '링크 만들기' : 'Create link' }).click()
    const link = await page.getByTestId('share-url').inputValue()
    await page.keyboard.press('Escape')

    const sender = await open({ locale, viewport: { width: 390, height: 844 } })
    await sender.goto(link)
    await expect(sender.getByRole('heading', { name: '과제' })).toBeVisible()
    await expectAccessible(sender)
    const large = Buffer.alloc(17 * 1024 * 1024, 'x')
    await sender.getByTestId('files').setInputFiles(await filesOf({ '보고서.txt': '안녕하세요', 'large.bin': large }))
    await expect(sender.locator('[data-state=sent]')).toHaveCount(2, { timeout: 120_000 })
    await expect(sender.getByTestId('receipt')).toContainText(locale === 'ko' ? '파일 2개' : '2 files')
    await expectAccessible(sender)
    expect(await sender.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    const downloading = sender.waitForEvent('download')
    await sender.getByRole('button', { name: locale === 'ko' ? '영수증 저장' : 'Save the receipt' }).click()
    expect(await readFile(await (await downloading).path(), 'utf8')).toMatch(/15 B\t보고서\.txt/)

    await sender.reload()
    await expect(sender.getByTestId('facts')).toContainText(locale === 'ko' ? '파일 1개까지' : 'up to 1 file')
    await expect(sender.getByText('보고서.txt')).toHaveCount(0)
    await page.goto('/drive')
    await row(page, '과제').getByRole('link').click()
    await expect(row(page, '보고서.txt')).toBeVisible()
    await expect(row(page, 'large.bin')).toBeVisible()
    await page.goto('/shared-by-me')
    await expect(page.getByTestId('share')).toContainText(
      locale === 'ko' ? '파일 2/3개 받음' : '2 of 3 files received',
    )
    expect((await home.audit()).ok).toBe(true)
  })
}

test('files are dropped on the page; what is not taken says why, and the rest arrives', async ({
  home,
  open,
  person,
}) => {
  const owner = await person()
  const { url } = await requested(home, owner, 'pictures', {
    kinds: ['image'],
    max_files: 1,
    password: 'open sesame',
  })
  const sender = await open()
  await sender.goto(url)
  await sender.getByLabel('Password', { exact: true }).fill('open sesame')
  await sender.getByRole('button', { name: 'Open' }).click()
  await expect(sender.getByTestId('facts')).toContainText('only pictures')
  const paths = await filesOf({ 'a.png': 'png', 'b.exe': 'exe' })
  const zone = (await sender.getByText('Drop files here, or').boundingBox())!
  const session = await sender.context().newCDPSession(sender)
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    const data = { items: [], files: paths, dragOperationsMask: 1 }
    await session.send('Input.dispatchDragEvent', { type, x: zone.x + 5, y: zone.y + 5, data })
  }
  await expect(sender.locator('[data-state=sent]')).toContainText('a.png')
  await expect(sender.locator('[data-state=failed]')).toContainText('does not take files of this kind')
  await sender.getByTestId('files').setInputFiles(await filesOf({ 'c.png': 'more' }))
  await expect(sender.locator('[data-state=failed]').nth(1)).toContainText('has taken all that it takes')
  await sender.getByRole('button', { name: 'Remove from the list: c.png' }).click()
  await expect(sender.getByText('c.png')).toHaveCount(0)
})

test('a link that is paused takes nothing more and says so, and its owner changes what it takes', async ({
  home,
  open,
  person,
}) => {
  const owner = await person()
  const { url, id, token } = await requested(home, owner, 'homework')
  const sender = await open()
  await sender.goto(url)
  await expect(sender.getByRole('heading', { name: 'homework' })).toBeVisible()
  const patch = (body: object) =>
    fetch(`${home.origin}/api/shares/${id}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    })
  expect((await patch({ paused: true })).status).toBe(200)
  await sender.getByTestId('files').setInputFiles(await filesOf({ 'late.txt': 'late' }))
  await expect(sender.getByRole('heading', { name: 'This link is paused' })).toBeVisible()
  const page = await open()
  await signIn(page, owner)
  await page.goto('/shared-by-me')
  const share = page.getByTestId('share')
  await share.getByRole('button', { name: /Menu of the link/ }).click()
  await page.getByRole('menuitem', { name: 'Resume' }).click()
  await expect(share).toHaveAttribute('data-state', 'active')
  await share.getByRole('button', { name: /Menu of the link/ }).click()
  await page.getByRole('menuitem', { name: 'Edit' }).click()
  await page.getByLabel('At most so many files').fill('7')
  await page.getByLabel('Documents').check()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(share).toContainText('0 of 7 files received')
  await sender.goto(url)
  await expect(sender.getByTestId('facts')).toContainText('only documents')
})

test('a drop is used by keyboard alone', async ({ home, open, person }) => {
  const { url } = await requested(home, await person(), 'folder')
  const sender = await open()
  await sender.goto(url)
  await expect(sender.getByRole('button', { name: 'Choose files' })).toBeVisible()
  const choosing = sender.waitForEvent('filechooser')
  for (let steps = 0; steps < 5; steps += 1) {
    await sender.keyboard.press('Tab')
    if (
      await sender
        .getByRole('button', { name: 'Choose files' })
        .evaluate((button) => button === document.activeElement)
    )
      break
  }
  await sender.keyboard.press('Enter')
  await (await choosing).setFiles(await filesOf({ 'a.txt': 'a' }))
  await expect(sender.locator('[data-state=sent]')).toHaveCount(1)
})
