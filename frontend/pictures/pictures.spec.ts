// The pictures of the README, drawn from a seeded home. Look at them before they are committed.
import { rm } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { devices, type Page } from '@playwright/test'
import { drop, expect, row, signIn, test, tokenOf, uploaded, type Locale, type Person } from '../e2e/fixtures'
import type { Home } from '../e2e/home'
import { seed } from './seed'

const images = resolve('../docs/images')
const desk = { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1.5, colorScheme: 'light' as const }
const phone = { ...devices['Pixel 7'], viewport: { width: 390, height: 844 }, defaultBrowserType: undefined }

/** People are named as people are. */
async function rename(home: Home, person: Person, display_name: string) {
  const response = await fetch(`${home.origin}/api/account`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await tokenOf(home, person)}` },
    body: JSON.stringify({ display_name }),
  })
  expect(response.status).toBe(200)
}

async function fill(page: Page, locale: Locale) {
  const paths = await seed(locale)
  await drop(page, paths)
  await uploaded(page)
  await rm(dirname(paths[0]!), { recursive: true })
  await page.reload()
}

async function star(page: Page, ...names: string[]) {
  for (const name of names) {
    await row(page, name).click({ position: { x: 400, y: 20 } })
    await page.keyboard.press('*')
    await expect(row(page, name).getByRole('img')).toBeVisible()
  }
  // Left and opened anew, so that no row is the one where the keyboard was.
  await page.goto('/settings')
  await page.goto('/drive')
  await expect(page.getByRole('img')).toHaveCount(names.length)
}

async function draw(page: Page, name: string) {
  await page.mouse.move(0, 0)
  await page.evaluate(() => document.fonts.ready)
  await page.screenshot({ path: `${images}/${name}.png`, animations: 'disabled' })
}

test('the drive and the link page in English', async ({ open, home, person }) => {
  const somebody = await person('en')
  await rename(home, somebody, 'Mina Park')
  const page = await open({ ...desk, locale: 'en-US' })
  await signIn(page, somebody)
  await fill(page, 'en')
  await star(page, 'Jeju 2026', 'Budget 2026.xlsx')
  await draw(page, 'drive')

  await row(page, 'Jeju 2026').click({ position: { x: 400, y: 20 } })
  await page.getByRole('toolbar').getByRole('button', { name: 'Share link' }).click()
  await page.getByLabel(/Note/).fill('The days by the sea. Take what you like.')
  await page.getByRole('button', { name: 'Create link' }).click()
  const visitor = await open({ ...desk, locale: 'en-US' })
  await visitor.goto(await page.getByTestId('share-url').inputValue())
  await expect(row(visitor, 'tickets.pdf')).toBeVisible()
  await draw(visitor, 'link')
})

test('the drive and the link page in Korean, on a desk and on a phone', async ({ open, home, person }) => {
  const somebody = await person('ko')
  await rename(home, somebody, '박민아')
  const page = await open({ ...desk, locale: 'ko-KR' })
  await signIn(page, somebody)
  await fill(page, 'ko')
  await star(page, '제주 여행 2026', '2026년 예산.xlsx')
  await draw(page, 'drive.ko')

  await row(page, '제주 여행 2026').click({ position: { x: 400, y: 20 } })
  await page.getByRole('toolbar').getByRole('button', { name: '공유 링크' }).click()
  await page.getByLabel(/메모/).fill('바닷가에서 보낸 날들이에요. 마음껏 가져가세요.')
  await page.getByRole('button', { name: '링크 만들기' }).click()
  const visitor = await open({ ...desk, locale: 'ko-KR' })
  await visitor.goto(await page.getByTestId('share-url').inputValue())
  await expect(row(visitor, '배표.pdf')).toBeVisible()
  await draw(visitor, 'link.ko')

  const handheld = await open({ ...phone, locale: 'ko-KR' })
  await signIn(handheld, somebody)
  await expect(row(handheld, '가족 사진')).toBeVisible()
  await draw(handheld, 'phone')
})
