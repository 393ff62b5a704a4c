import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expect, expectAccessible, signIn, test, tokenOf, type Person } from './fixtures'
import type { Home } from './home'

/** A folder of the person's with a link to it, made without the browser. */
async function sharedFolder(home: Home, person: Person, name: string, more: object = {}) {
  const token = await tokenOf(home, person)
  const folder = await home.post('/api/folders', { parent_id: 'root', name }, token)
  const { id } = (await folder.json()) as { id: string }
  const made = await home.post('/api/shares', { entry_ids: [id], allow: 'download', ...more }, token)
  expect(made.status).toBe(201)
  return (await made.json()) as { id: string; url: string }
}

const share = (page: Page, name: string) => page.getByTestId('share').filter({ hasText: name })

test('an owner pauses, resumes and changes a link, and visitors see it at once', async ({ home, open, person }) => {
  const owner = await person()
  const { url } = await sharedFolder(home, owner, '여행 사진', { note: 'old words' })
  const page = await open()
  await signIn(page, owner)
  await page.goto('/shared-by-me')
  await expect(share(page, '여행 사진')).toHaveAttribute('data-state', 'active')
  const visitor = await open()
  await visitor.goto(url)
  await expect(visitor.getByText('old words')).toBeVisible()

  await share(page, '여행 사진')
    .getByRole('button', { name: /Menu of the link/ })
    .click()
  await page.getByRole('menuitem', { name: 'Pause' }).click()
  await expect(share(page, '여행 사진').getByText('Paused')).toBeVisible()
  await visitor.reload()
  await expect(visitor.getByRole('heading', { name: 'This link is paused' })).toBeVisible()
  await expectAccessible(visitor)

  await share(page, '여행 사진')
    .getByRole('button', { name: /Menu of the link/ })
    .click()
  await page.getByRole('menuitem', { name: 'Resume' }).click()
  await expect(share(page, '여행 사진').getByText('Open', { exact: true })).toBeVisible()
  await share(page, '여행 사진')
    .getByRole('button', { name: /Menu of the link/ })
    .click()
  await page.getByRole('menuitem', { name: 'Edit' }).click()
  await expectAccessible(page)
  await page.getByLabel('Note (people see it)').fill('new <b>words</b>')
  await page.getByText('Protect with a password').click()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Enter a password.')).toBeVisible()
  await page.getByLabel('Link password').fill('여름밤의 파도소리')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('The change holds from now on.')).toBeVisible()
  await expect(share(page, '여행 사진')).toContainText('with a password')

  await visitor.reload()
  await visitor.getByLabel('Password', { exact: true }).fill('여름밤의 파도소리')
  await visitor.getByRole('button', { name: 'Open' }).click()
  await expect(visitor.getByText('new <b>words</b>')).toBeVisible()
  await page.reload()
  await expect(share(page, '여행 사진')).toContainText('opened 2 times')
})

test('links are worked with by the keyboard alone, and one key copies', async ({ home, open, person }) => {
  const owner = await person()
  await sharedFolder(home, owner, 'first')
  const { url } = await sharedFolder(home, owner, 'second')
  const page = await open({ permissions: ['clipboard-read', 'clipboard-write'] })
  await signIn(page, owner)
  await page.goto('/shared-by-me')
  await share(page, 'second').getByRole('link').focus()
  await page.keyboard.press('c')
  await expect(page.getByText('The link is copied.')).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(url)
  await page.keyboard.press('ArrowDown')
  await expect(share(page, 'first').getByRole('link')).toBeFocused()
  await page.keyboard.press('p')
  await expect(share(page, 'first')).toHaveAttribute('data-state', 'paused')
  await page.keyboard.press('e')
  await expect(page.getByRole('dialog', { name: 'Edit the share link' })).toBeVisible()
  await page.keyboard.press('Escape')
  await share(page, 'first').getByRole('link').focus()
  await page.keyboard.press('Delete')
  await page.getByRole('dialog').getByRole('button', { name: 'Remove link' }).press('Enter')
  await expect(share(page, 'first')).toHaveCount(0)
  await expect(share(page, 'second')).toHaveCount(1)
})

for (const locale of ['ko', 'en'] as const) {
  test(`the QR code of a link is shown and saved, on a phone too, in ${locale}`, async ({ home, open, person }) => {
    const owner = await person(locale)
    const { url } = await sharedFolder(home, owner, '사진')
    const page = await open({ viewport: { width: 390, height: 800 }, locale })
    await signIn(page, owner)
    await page.goto('/shared-by-me')
    await share(page, '사진')
      .getByRole('button', { name: locale === 'ko' ? /링크 메뉴/ : /Menu of the link/ })
      .click()
    await page.getByRole('menuitem', { name: locale === 'ko' ? 'QR 코드' : 'QR code' }).click()
    const code = page.getByTestId('qr')
    await expect(code).toHaveAttribute('data-url', url)
    await expectAccessible(page)
    const downloading = page.waitForEvent('download')
    await page.getByRole('button', { name: 'SVG' }).click()
    const saved = await readFile(await (await downloading).path(), 'utf8')
    expect(saved).toContain((await code.locator('path').last().getAttribute('d'))!)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  })
}

test('what becomes of links is told: expired, used up, in the trash', async ({ home, open, person }) => {
  const owner = await person()
  const token = await tokenOf(home, owner)
  await sharedFolder(home, owner, 'brief', { expires_at: new Date(Date.now() + 2_000).toISOString() })
  const { url } = await sharedFolder(home, owner, 'gone')
  const page = await open()
  await signIn(page, owner)
  const listed = await home.get('/api/folders/root/entries', token)
  const { items } = (await listed.json()) as { items: { id: string; name: string }[] }
  await page.goto('/drive')
  const { id } = items.find(({ name }) => name === 'gone')!
  await home.post('/api/entries/batch', { action: 'trash', entry_ids: [id] }, token)
  await expect(async () => {
    await page.goto('/shared-by-me')
    await expect(page.locator('[data-state=expired]')).toHaveCount(1, { timeout: 1_000 })
  }).toPass()
  await expect(page.locator('[data-state=expired]')).toContainText('Expired')
  await expect(page.locator('[data-state=trashed]')).toContainText('In the trash')
  const visitor = await open()
  await visitor.goto(url)
  await expect(visitor.getByRole('heading', { name: /does not work any more/ })).toBeVisible()
})

test('what fetches a link for a preview sees the name of the product and counts nothing', async ({
  home,
  open,
  person,
}) => {
  const owner = await person()
  const { url } = await sharedFolder(home, owner, '비밀 폴더', { note: 'secret note' })
  const preview = await (
    await fetch(url, { headers: { 'user-agent': 'facebookexternalhit/1.1; kakaotalk-scrap/1.0' } })
  ).text()
  expect(preview).toContain('<title>share-cloud</title>')
  for (const hidden of ['비밀', 'secret', owner.username, 'og:']) expect(preview).not.toContain(hidden)
  const page = await open()
  await signIn(page, owner)
  await page.goto('/shared-by-me')
  await expect(share(page, '비밀 폴더')).toContainText('opened 0 times')
})

test('in the window of an app the link page says how to get out of it', async ({ home, open, person }) => {
  const owner = await person()
  const { url } = await sharedFolder(home, owner, 'folder')
  const agent =
    'Mozilla/5.0 (Linux; Android 14; wv) AppleWebKit/537.36 Chrome/124.0 Mobile Safari/537.36;KAKAOTALK 2410710'
  const kakao = await open({ userAgent: agent, viewport: { width: 390, height: 800 }, locale: 'ko' })
  await kakao.goto(url)
  const out = kakao.getByRole('link', { name: '브라우저에서 열기' })
  await expect(out).toHaveAttribute('href', `kakaotalk://web/openExternal?url=${encodeURIComponent(url)}`)
  await expectAccessible(kakao)
  const line = await open({ userAgent: agent.replace('KAKAOTALK 2410710', 'Line/14.5.0') })
  await line.goto(url)
  await expect(line.getByTestId('in-app').getByRole('button', { name: 'Copy link' })).toBeVisible()
  const browser = await open()
  await browser.goto(url)
  await expect(browser.getByRole('heading', { name: 'folder', exact: true })).toBeVisible()
  await expect(browser.getByTestId('in-app')).toHaveCount(0)
})
