// Every page of an account in both languages, at the width of a phone; and the way in by keyboard alone.
import { devices, type Page } from '@playwright/test'
import { expect, expectAccessible, newPerson, signIn, test } from './fixtures'

const phone = { ...devices['Pixel 7'], viewport: { width: 390, height: 844 }, defaultBrowserType: undefined }
const languages = [
  { locale: 'ko', browser: 'ko-KR' },
  { locale: 'en', browser: 'en-GB' },
] as const

const strangers = [
  '/sign-in',
  '/sign-in?reason=closed',
  '/sign-up',
  '/find-username',
  '/forgot-password',
  '/reset-password?token=x',
  '/verify-email?token=x',
]

async function look(page: Page, path: string, locale: string) {
  await page.goto(path)
  await expect(page.locator('h1').first()).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', locale)
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), path).toBe(true)
  await expectAccessible(page)
}

for (const { locale, browser } of languages) {
  test(`on a phone every page of an account fits and is accessible in ${locale}`, async ({ open, home, person }) => {
    const page = await open({ ...phone, locale: browser })
    for (const path of strangers) await look(page, path, locale)
    const newcomer = newPerson()
    expect((await home.post('/api/accounts', { ...newcomer, locale })).status).toBe(201)
    await page.goto('/sign-in')
    await page.locator('input[name=username]').fill(newcomer.username)
    await page.locator('input[name=password]').fill(newcomer.password)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/welcome')
    for (const path of ['/welcome', '/change-address']) await look(page, path, locale)
    const other = await open({ ...phone, locale: browser })
    await signIn(other, await person(locale))
    await look(other, '/settings', locale)
  })
}

/** Tabs on until a field of this name has the focus. */
async function tabTo(page: Page, name: string) {
  for (let presses = 0; presses < 40; presses += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.getAttribute('name') === wanted, name)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab never comes to ${name}`)
}

/** Tabs on until what has the focus is called so, and presses it. */
async function press(page: Page, name: RegExp) {
  for (let presses = 0; presses < 60; presses += 1) {
    const words = await page.evaluate(() => {
      const focused = document.activeElement
      return focused?.getAttribute('aria-label') ?? focused?.textContent ?? ''
    })
    if (name.test(words.trim())) return page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab never comes to ${name}`)
}

test('an account is made, its address changed and confirmed, and its password reset by keyboard alone', async ({
  open,
  home,
}) => {
  const somebody = newPerson()
  const page = await open()
  await page.goto('/sign-in')
  await press(page, /^Create an account$/)
  await page.waitForURL('**/sign-up')
  for (const [field, value] of Object.entries(somebody)) {
    await tabTo(page, field === 'password' ? 'new-password' : field)
    await page.keyboard.type(value)
  }
  await page.keyboard.press('Enter')
  await page.waitForURL('**/welcome')
  await press(page, /^Change the address$/)
  await page.waitForURL('**/change-address')
  const next = `new-${somebody.email}`
  await tabTo(page, 'email')
  await page.keyboard.type(next)
  await tabTo(page, 'password')
  await page.keyboard.type(somebody.password)
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('address')).toHaveText(next)
  await page.goto(await home.mailedLink(next, '/verify-email'))
  await expect(page.getByText(/is confirmed/)).toBeVisible()

  const other = await open()
  await other.goto('/sign-in')
  await press(other, /^Forgot my password$/)
  await other.waitForURL('**/forgot-password')
  await tabTo(other, 'email')
  await other.keyboard.type(next)
  await other.keyboard.press('Enter')
  await other.goto(await home.mailedLink(next, '/reset-password'))
  await tabTo(other, 'new-password')
  await other.keyboard.type('another sea, another sky')
  await other.keyboard.press('Enter')
  await other.waitForURL('**/sign-in?reason=reset')
  await tabTo(other, 'username')
  await other.keyboard.type(somebody.username)
  await tabTo(other, 'password')
  await other.keyboard.type('another sea, another sky')
  await other.keyboard.press('Enter')
  await other.waitForURL('**/drive')
})
