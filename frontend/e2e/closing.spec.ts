import { readFile } from 'node:fs/promises'
import { devices } from '@playwright/test'
import { expect, expectAccessible, holdMessages, signIn, test, tokenOf } from './fixtures'

const phone = { ...devices['Pixel 7'], viewport: { width: 390, height: 844 }, defaultBrowserType: undefined }

interface Kept {
  made_at: string
  items: { kind: string; account?: { username: string }; entry?: { path: string } }[]
}

test('an account is closed with its password by keyboard alone, and signing in undoes it', async ({
  open,
  person,
  home,
}) => {
  // The first person of a home is its admin, and the last admin cannot close.
  await person()
  const somebody = await person()
  const page = await open()
  await signIn(page, somebody)
  await page.goto('/settings')
  const close = page.getByRole('button', { name: 'Close my account' })
  await close.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText('If you sign in again within 14 days, everything is as it was.')).toBeVisible()
  const password = page.getByRole('form', { name: 'Close the account' }).locator('input[name=password]')
  await expect(password).toBeFocused()
  await expectAccessible(page)
  await page.keyboard.type('not this one')
  await page.keyboard.press('Enter')
  await expect(page.getByText('This password is not right.')).toBeVisible()
  await password.fill(somebody.password)
  await page.keyboard.press('Enter')
  await page.waitForURL('**/sign-in?reason=closed')
  await expect(page.getByText(/Your account is closed\. Sign in within 14 days/)).toBeVisible()
  await expectAccessible(page)
  await expect
    .poll(async () => (await home.mails()).filter(({ to }) => to === somebody.email).map(({ subject }) => subject))
    .toContain('Your account is closing')
  await page.locator('input[name=username]').fill(somebody.username)
  await page.locator('input[name=password]').fill(somebody.password)
  await page.keyboard.press('Enter')
  await page.waitForURL('**/drive')
  await holdMessages(page)
  await expect(page.getByText(/Your account is not closing any more/)).toBeVisible()
  await page.goto('/settings')
  await expect(page.getByText('Closing undone by signing in')).toBeVisible()
})

test('혼자 남은 관리자는 계정을 닫을 수 없고, 취소하면 그대로예요', async ({ open, person }) => {
  const admin = await person('ko')
  const page = await open({ ...phone, locale: 'ko-KR' })
  await signIn(page, admin)
  await page.goto('/settings')
  await page.getByRole('button', { name: '계정 닫기' }).tap()
  const form = page.getByRole('form', { name: '계정 닫기' })
  await form.locator('input[name=password]').fill(admin.password)
  await page.keyboard.press('Enter')
  await expect(page.getByText(/혼자 남은 관리자라서 닫을 수 없어요/)).toBeVisible()
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  await expectAccessible(page)
  await form.getByRole('button', { name: '취소' }).tap()
  await expect(form).toHaveCount(0)
  await page.goto('/drive')
  await expect(page.getByTestId('folder-total')).toBeAttached()
})

test('everything that is kept is saved as one file', async ({ open, person, home }) => {
  const somebody = await person()
  const token = await tokenOf(home, somebody)
  for (let n = 0; n < 260; n += 1) {
    const made = await home.post('/api/folders', { parent_id: 'root', name: `폴더 ${n}` }, token)
    expect(made.status).toBe(201)
  }
  const page = await open()
  await signIn(page, somebody)
  await page.goto('/settings')
  const downloading = page.waitForEvent('download')
  const button = page.getByRole('button', { name: 'Download my data' })
  await button.focus()
  await page.keyboard.press('Enter')
  const download = await downloading
  expect(download.suggestedFilename()).toMatch(
    new RegExp(`^share-cloud-${somebody.username}-\\d{4}-\\d\\d-\\d\\d\\.json$`),
  )
  const kept = JSON.parse(await readFile(await download.path(), 'utf8')) as Kept
  expect(kept.items[0]?.account?.username).toBe(somebody.username)
  const paths = kept.items.flatMap(({ entry }) => (entry ? [entry.path] : []))
  expect(new Set(paths).size).toBe(260)
  expect(kept.items.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['session', 'device', 'activity']))
  await expect(page.getByTestId('export')).toHaveText(/^Done: \d+ items\.$/)
  await expectAccessible(page)
})

test('what cannot be read says so, and is tried again', async ({ open, person }) => {
  const somebody = await person()
  const page = await open()
  await signIn(page, somebody)
  await page.goto('/settings')
  await page.route('**/api/account/export*', (route) => route.abort())
  await page.getByRole('button', { name: 'Download my data' }).click()
  await expect(page.locator('section', { hasText: 'My data' }).getByRole('alert')).toBeVisible()
  await page.unroute('**/api/account/export*')
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download my data' }).click()
  await downloading
  await expect(page.getByTestId('export')).toHaveText(/^Done/)
})
