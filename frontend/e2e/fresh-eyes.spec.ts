import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { devices, type Page } from '@playwright/test'
import { drop, expect, expectAccessible, newPerson, row, signIn, test, uploaded } from './fixtures'

const phone = { ...devices['Pixel 7'], viewport: { width: 390, height: 844 }, defaultBrowserType: undefined }

async function put(page: Page, ...names: string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'share-cloud-eyes-'))
  const paths = names.map((name) => join(folder, name))
  for (const path of paths) await writeFile(path, 'a sentence to read')
  await drop(page, paths)
  await uploaded(page)
}

test('who signs up is told what the username becomes and where the letter is', async ({ open }) => {
  const page = await open({ locale: 'en-US' })
  await page.goto('/sign-up')
  const person = newPerson()
  await page.getByLabel('Username').fill(person.username.toUpperCase())
  await expect(page.getByText(`your username will be ‘${person.username}’`)).toBeVisible()
  await page.getByLabel('Username').fill(person.username)
  await expect(page.getByText(/your username will be/)).toHaveCount(0)
  await page.getByLabel('E-mail').fill(person.email)
  await page.getByLabel('Password', { exact: true }).fill(person.password)
  await page.keyboard.press('Enter')
  const link = page.getByTestId('outbox-hint').getByRole('link')
  await expect(link).toHaveText('Letters of this home land in its outbox')
  await expectAccessible(page)
  const opening = page.waitForEvent('popup')
  await link.click()
  const outbox = await opening
  await expect(outbox.getByRole('heading', { name: 'Outbox' })).toBeVisible()
  await expect(outbox.getByText(person.email)).toBeVisible()
  await expectAccessible(outbox)
  const dark = await open({ locale: 'ko-KR', colorScheme: 'dark' })
  await dark.goto('/outbox')
  await expect(dark.getByRole('heading', { name: '보낼 편지함' })).toBeVisible()
  await expectAccessible(dark)

  const forgetful = await open({ locale: 'ko-KR' })
  for (const [path, button] of [
    ['/find-username', '아이디 받기'],
    ['/forgot-password', '링크 받기'],
  ] as const) {
    await forgetful.goto(path)
    await forgetful.getByLabel('이메일').fill('nobody@example.com')
    await forgetful.getByRole('button', { name: button }).click()
    await expect(forgetful.getByTestId('outbox-hint')).toContainText('보낼 편지함')
  }
})

test('a double click on a name opens once, and its second half does nothing in what has opened', async ({
  open,
  person,
}) => {
  const page = await open()
  await signIn(page, await person())
  await put(page, 'letter.txt', 'other.txt')
  await page.getByTestId('entry').first().getByRole('button', { name: 'letter.txt', exact: true }).dblclick()
  await expect(page.getByRole('dialog')).toBeVisible()
  // Longer than a second click is waited for: whatever it did would be seen.
  await page.waitForTimeout(700)
  await expect(page.getByRole('dialog')).toBeVisible()
  await expect(page.getByRole('dialog')).toContainText('letter.txt')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page).toHaveURL(/\/drive$/)
})

test('whoever selects still sees where they are', async ({ open, person }) => {
  const somebody = await person()
  const page = await open()
  await signIn(page, somebody)
  await put(page, 'letter.txt')
  await row(page, 'letter.txt').click({ position: { x: 400, y: 20 } })
  await expect(page.getByRole('toolbar')).toBeVisible()
  await expect(page.getByRole('navigation', { name: 'Location' })).toBeVisible()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('My drive')
  await expectAccessible(page)
  await page.setViewportSize({ width: 390, height: 844 })
  await expect(page.getByRole('toolbar')).toBeVisible()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('My drive')
  await expectAccessible(page)
})

test('the bar opens to the exact bytes, with a finger too', async ({ open, person }) => {
  const somebody = await person()
  const page = await open({ ...phone, locale: 'en-US' })
  await signIn(page, somebody)
  await put(page, 'letter.txt')
  await page.getByRole('button', { name: 'Open the menu' }).tap()
  const menu = page.getByRole('dialog', { name: 'Main menu' })
  await menu.getByText('Exact sizes').tap()
  await expect(menu.getByTestId('storage-exact-used')).toHaveText('18 bytes')
  await expect(menu.getByTestId('storage-exact-quota')).toHaveText('10,737,418,240 bytes')
  await expectAccessible(page)
})

test('where it was stands whole in the trash of a phone, and Restore says so', async ({ open, person }) => {
  const somebody = await person()
  const page = await open({ ...phone, locale: 'en-US' })
  await signIn(page, somebody)
  await put(page, 'a letter with a long name that goes on.txt')
  await page.getByRole('button', { name: /More actions for a letter/ }).tap()
  await page.getByRole('menuitem', { name: 'Move to the trash' }).tap()
  await page.goto('/trash')
  const trashed = page.getByTestId('trashed')
  await expect(trashed.getByText('Restore', { exact: true })).toBeVisible()
  const place = trashed.locator('.place')
  expect(await place.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true)
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  await expectAccessible(page)
})

test('what was said on one page does not follow to the next', async ({ open, person }) => {
  const somebody = await person()
  const page = await open()
  await signIn(page, somebody)
  await put(page, 'letter.txt')
  await row(page, 'letter.txt').click({ position: { x: 400, y: 20 } })
  await page.keyboard.press('Delete')
  const said = page.getByRole('region', { name: 'Notifications' })
  await expect(said.getByRole('button', { name: 'Undo' })).toBeVisible()
  // What can still be undone goes along.
  await page.getByRole('link', { name: 'Trash' }).first().click()
  await expect(page.getByRole('heading', { name: 'Trash' })).toBeVisible()
  await said.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByTestId('empty')).toBeVisible()
  await page.waitForTimeout(1_100)
  await page.getByRole('link', { name: 'My drive' }).first().click()
  await expect(row(page, 'letter.txt')).toBeVisible()
  await expect(said.getByText(/./)).toHaveCount(0)
})
