// Copying, by menu, dialog and keys, and the limit of a folder.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { drop, expect, expectAccessible, goInto, row, signIn, test, tokenOf, type Person } from './fixtures'
import type { Home } from './home'

async function makeFolder(home: Home, token: string, parent_id: string, name: string) {
  const made = await home.post('/api/folders', { parent_id, name }, token)
  expect(made.status).toBe(201)
  return ((await made.json()) as { id: string }).id
}

/** `여행` with a folder in it, and `모음`. */
async function someFolders(home: Home, person: Person) {
  const token = await tokenOf(home, person)
  const trip = await makeFolder(home, token, 'root', '여행')
  await makeFolder(home, token, trip, '첫째 날')
  await makeFolder(home, token, 'root', '모음')
  return token
}

async function upload(page: Page, name: string, text: string) {
  const folder = await mkdtemp(join(tmpdir(), 'share-cloud-copies-'))
  await writeFile(join(folder, name), text)
  await drop(page, [join(folder, name)])
  await expect(row(page, name)).toBeVisible()
  await rm(folder, { recursive: true })
}

async function choose(page: Page, name: string, item: string) {
  await row(page, name).click({ button: 'right', position: { x: 300, y: 20 } })
  await page.getByRole('menuitem', { name: item, exact: true }).click()
}

test('a folder is copied into another by the dialog, and the copy is taken back', async ({ open, person, home }) => {
  const somebody = await person()
  await someFolders(home, somebody)
  const page = await open()
  await signIn(page, somebody)
  await choose(page, '여행', 'Copy to…')
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('heading', { name: 'Copy ‘여행’ to…' })).toBeVisible()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: '모음' }).click()
  await dialog.getByRole('button', { name: 'Copy to ‘모음’' }).click()
  await expect(page.getByText('There is a copy of ‘여행’ in ‘모음’.')).toBeVisible()
  await row(page, '모음').getByRole('link').click()
  await expect(row(page, '모음')).toHaveCount(0)
  await goInto(page, '여행')
  await expect(row(page, '첫째 날')).toBeVisible()
  await page.goBack()
  await expect(row(page, '여행')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('The copies are in the trash.')).toBeVisible()
  await expect(row(page, '여행')).toHaveCount(0)
})

test('a copy beside the file gets the next name, by the menu and by the keys', async ({ open, person, home }) => {
  const somebody = await person('ko')
  await someFolders(home, somebody)
  const page = await open({ locale: 'ko-KR' })
  await signIn(page, somebody)
  await upload(page, '메모.txt', '하늘')
  await choose(page, '메모.txt', '사본 만들기')
  await expect(row(page, '메모 (2).txt')).toBeVisible()
  await row(page, '메모.txt').click({ position: { x: 300, y: 20 } })
  await page.keyboard.press('Control+c')
  await expect(page.getByText(/1개를 복사했어요/)).toBeVisible()
  await page.keyboard.press('Control+v')
  await expect(row(page, '메모 (3).txt')).toBeVisible()
  // What is held stays to be pasted elsewhere, until it is let go.
  await row(page, '모음').getByRole('link').click()
  await page.getByRole('button', { name: '1개 여기에 붙여넣기' }).click()
  await expect(row(page, '메모.txt')).toBeVisible()
  await page.getByRole('button', { name: '붙여넣지 않기' }).click()
  await expect(page.getByRole('button', { name: '1개 여기에 붙여넣기' })).toHaveCount(0)
  await page.keyboard.press('Control+z')
  await expect(row(page, '메모.txt')).toHaveCount(0)
})

test('several are copied together, on a phone too', async ({ open, person, home }) => {
  const somebody = await person()
  await someFolders(home, somebody)
  const page = await open({ viewport: { width: 390, height: 844 } })
  await signIn(page, somebody)
  await row(page, '여행').click({ position: { x: 250, y: 20 } })
  await row(page, '모음').click({ position: { x: 250, y: 20 }, modifiers: ['ControlOrMeta'] })
  await page.getByRole('toolbar').getByRole('button', { name: 'Copy' }).click()
  await expectAccessible(page)
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: '모음' }).click()
  await dialog.getByRole('button', { name: 'Copy to ‘모음’' }).click()
  await expect(page.getByText('There are copies of 2 items in ‘모음’.')).toBeVisible()
  const width = await page.evaluate(() => document.documentElement.scrollWidth)
  expect(width).toBeLessThanOrEqual(390)
})

test('a folder gets a limit, shows it, and says so when something does not fit', async ({ open, person, home }) => {
  const somebody = await person()
  await someFolders(home, somebody)
  const page = await open()
  await signIn(page, somebody)
  await choose(page, '모음', 'Limit of this folder…')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('At most').fill('many')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog.getByText(/Write a size/)).toBeVisible()
  await expectAccessible(page)
  await dialog.getByLabel('At most').fill('4 B')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('‘모음’ takes up to 4 B.')).toBeVisible()
  await upload(page, 'five.txt', 'five!')
  await choose(page, 'five.txt', 'Copy to…')
  await dialog.getByRole('button', { name: '모음' }).click()
  await dialog.getByRole('button', { name: 'Copy to ‘모음’' }).click()
  await expect(page.getByText(/‘five.txt’ was not copied. This would pass the limit/)).toBeVisible()
  await row(page, '모음').getByRole('link').click()
  await expect(page.getByTestId('folder-total')).toHaveText('0 files · 0 B of 4 B')
  await page.goBack()
  await choose(page, '모음', 'Limit of this folder…')
  await dialog.getByRole('button', { name: 'Remove the limit' }).click()
  await expect(page.getByText('‘모음’ has no limit any more.')).toBeVisible()
})
