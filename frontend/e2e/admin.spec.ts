// What admins do: accounts, invitations, the numbers of the home, a link that was reported. The first account of a home is its admin.
import { devices, type Page } from '@playwright/test'
import { expect, expectAccessible, newPerson, signIn, test, tokenOf, type Person } from './fixtures'
import { Home } from './home'

test.skip(Boolean(process.env.SHARE_CLOUD_TEST_HOME), 'the first account of a deployed home is no admin')

const phone = { ...devices['Pixel 7'], viewport: { width: 390, height: 844 }, defaultBrowserType: undefined }

const account = (page: Page, { username }: Person) =>
  page.locator(`[data-testid=account][data-username="${username}"]`)

async function choose(page: Page, person: Person, deed: string) {
  await page.getByRole('button', { name: `Manage ${person.username}` }).click()
  await page.getByRole('menuitem', { name: deed }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
}

test('an admin finds an account, gives it room, suspends and restores it', async ({ open, person, home }) => {
  const [admin, other] = [await person(), await person()]
  const page = await open()
  await signIn(page, admin)
  await page.getByTestId('user-menu').click()
  await page.getByRole('menuitem', { name: 'Administration' }).click()
  await page.waitForURL('**/admin')
  await expect(account(page, admin)).toContainText('You')
  await expect(account(page, other)).toContainText('Active')
  await expect(account(page, other)).toContainText(/0\sB of 10\.0\sGB/)
  await expectAccessible(page)

  await page.getByRole('searchbox').fill('nobody-has-this-name')
  await expect(page.getByText('There is no such account')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('searchbox').fill(other.email)
  await expect(account(page, other)).toBeVisible()
  await expect(account(page, admin)).toHaveCount(0)

  await choose(page, other, 'Change the storage')
  await expectAccessible(page)
  await page.getByRole('textbox', { name: 'Storage' }).fill('plenty')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Enter a size such as')).toBeVisible()
  await page.getByRole('textbox', { name: 'Storage' }).fill('2.5')
  await page.keyboard.press('Enter')
  await expect(account(page, other)).toContainText(/of 2\.5\sGB/)

  const token = await tokenOf(home, other)
  await choose(page, other, 'Suspend')
  await expect(page.getByText('No file is deleted')).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('dialog').getByRole('button', { name: 'Suspend' }).click()
  await expect(account(page, other)).toContainText('Suspended')
  expect((await home.post('/api/folders', { parent_id: 'root', name: 'a' }, token)).status).toBe(403)
  await choose(page, other, 'Restore')
  await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click()
  await expect(account(page, other)).toContainText('Active')
  expect((await home.post('/api/folders', { parent_id: 'root', name: 'a' }, token)).status).toBe(201)
})

test('roles are given and taken by keyboard alone, and the last admin stays one', async ({ open, person }) => {
  const [admin, other] = [await person(), await person()]
  const page = await open()
  await signIn(page, admin)
  await page.goto('/admin')
  const byKeys = async (person: Person, steps: number) => {
    await page.getByRole('button', { name: `Manage ${person.username}` }).focus()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('menuitem').first()).toBeFocused()
    for (let step = 0; step < steps; step += 1) await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('dialog')).toBeVisible()
  }
  await byKeys(admin, 1)
  await page.getByRole('button', { name: 'Make ordinary' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText('You are the only admin.')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)

  await byKeys(other, 1)
  await expect(page.getByText('They see nobody else’s files.')).toBeVisible()
  await page.getByRole('button', { name: 'Make an admin' }).focus()
  await page.keyboard.press('Enter')
  await expect(account(page, other)).toContainText('Admin')
  // Now that there is another, one may step down, and the pages close.
  await byKeys(admin, 1)
  await page.getByRole('button', { name: 'Make ordinary' }).focus()
  await page.keyboard.press('Enter')
  await page.waitForURL('**/drive')
  await page.getByTestId('user-menu').click()
  await expect(page.getByRole('menuitem', { name: 'Settings' })).toBeVisible()
  await expect(page.getByRole('menuitem', { name: 'Administration' })).toHaveCount(0)
  await page.goto('/admin')
  await page.waitForURL('**/drive')
})

test('on a phone, in Korean, the pages of admins fit and are accessible', async ({ open, person }) => {
  const admin = await person('ko')
  await person('ko')
  const page = await open({ ...phone, locale: 'ko-KR' })
  await signIn(page, admin)
  for (const [path, title] of [
    ['/admin', '계정'],
    ['/admin/invitations', '초대'],
    ['/admin/home', '이 클라우드'],
  ] as const) {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible()
    await expect(page.locator('[aria-busy=true]')).toHaveCount(0)
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    const main = page.locator('main')
    expect(await main.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true)
    await expectAccessible(page)
  }
  await page.goto('/admin')
  await page.getByRole('button', { name: `${admin.username} 관리` }).tap()
  await page.getByRole('menuitem', { name: '저장 공간 바꾸기' }).tap()
  await expectAccessible(page)
})

test('the numbers of the home are shown, and a reported link is ended unseen', async ({ open, person, home }) => {
  const [admin, other] = [await person(), await person()]
  const token = await tokenOf(home, other)
  const made = await home.post('/api/shares', { entry_ids: ['root'], allow: 'view' }, token)
  const { url } = (await made.json()) as { url: string }
  const page = await open()
  await signIn(page, admin)
  await page.goto('/admin/home')
  const number = (label: string) => page.locator('dl > div').filter({ hasText: label }).locator('dd')
  await expect(number('Accounts')).toHaveText('2')
  await expect(number('Share links')).toHaveText('1')
  await expect(number('Storage allotted')).toHaveText(/20\.0\sGB/)
  await expectAccessible(page)

  const link = page.getByLabel('Address of the link')
  await link.fill('https://example.org/')
  await page.getByRole('button', { name: 'Remove link' }).click()
  await expect(page.getByText('This is no share link.')).toBeVisible()
  await link.fill(url)
  await page.getByRole('button', { name: 'Remove link' }).click()
  await expect(page.getByText('Its owner’s files stay as they are.')).toBeVisible()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove link' }).click()
  await expect(page.getByText('The link is removed.')).toBeVisible()
  await page.goto(url)
  await expect(page.getByText('This link does not work any more')).toBeVisible()
})

test('what cannot be loaded says so and is tried again', async ({ open, person }) => {
  const admin = await person()
  const page = await open()
  await signIn(page, admin)
  for (const [path, call, words, sign] of [
    ['/admin', '**/api/admin/accounts*', 'The accounts could not be loaded', '[data-testid=account]'],
    [
      '/admin/invitations',
      '**/api/admin/invitations*',
      'The invitations could not be loaded',
      'text=No invitation is open',
    ],
    ['/admin/home', '**/api/admin/stats*', 'The numbers could not be loaded', 'dd:has-text("1")'],
  ] as const) {
    await page.route(call, (route) => route.abort())
    await page.goto(path)
    await expect(page.getByText(words)).toBeVisible()
    await expectAccessible(page)
    await page.unroute(call)
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(page.locator(sign).first()).toBeVisible()
  }
})

test('by invitation people come in one by one: from the terminal, by link and by letter', async ({ browser }) => {
  const home = await Home.start('--sign-up', 'invitation')
  const context = await browser.newContext({ baseURL: home.origin, locale: 'en' })
  const page = await context.newPage()
  try {
    await page.goto('/sign-up')
    await expect(page.getByTestId('sign-up-closed')).toContainText('people who were invited')
    await expect(page.getByRole('button', { name: 'Create account' })).toHaveCount(0)
    await expectAccessible(page)

    const admin = newPerson()
    const printed = /http:\S+/.exec(await home.command('admin', 'invite'))![0]
    await signUp(page, printed, admin)
    await page.waitForURL('**/welcome')
    await page.goto(await home.mailedLink(admin.email, '/verify-email'))
    await expect(page.getByText(/is confirmed/)).toBeVisible()

    await page.goto('/admin/invitations')
    await expect(page.getByText('Only people who were invited can sign up.')).toBeVisible()
    await page.getByText('Where to change this').click()
    await expect(page.getByTestId('sign-up-setting')).toContainText('--sign-up · SHARE_CLOUD_SIGN_UP')
    await expectAccessible(page)
    await expect(page.getByText('No invitation is open')).toBeVisible()
    const guest = newPerson()
    await page.getByRole('textbox', { name: /E-mail/ }).fill(guest.email)
    await page.getByRole('button', { name: 'Make invitation' }).click()
    await expect(page.getByTestId('invitation')).toContainText(guest.email)
    await page.getByRole('button', { name: 'Make invitation' }).click()
    await expect(page.getByTestId('invitation')).toHaveCount(2)
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Take back the invitation for Whoever has the link' }).click()
    await expect(page.getByText('Whoever has signed up stays')).toBeVisible()
    await page.getByRole('button', { name: 'Take back', exact: true }).click()
    await expect(page.getByTestId('invitation')).toHaveCount(1)

    const invited = await home.mailedLink(guest.email, '/sign-up')
    const other = await browser.newContext({ baseURL: home.origin, locale: 'en' })
    const visitor = await other.newPage()
    await signUp(visitor, invited, { ...guest, email: `other-${guest.email}` })
    await expect(visitor.getByText('The invitation is for another address.')).toBeVisible()
    await signUp(visitor, invited, guest)
    await visitor.waitForURL('**/welcome')
    await page.reload()
    await expect(page.getByText('No invitation is open')).toBeVisible()
    await other.close()
  } finally {
    await context.close()
    await home.remove()
  }
})

async function signUp(page: Page, link: string, person: Person) {
  await page.goto(link)
  await expect(page.getByText('You are invited.')).toBeVisible()
  await page.getByLabel('Username').fill(person.username)
  await page.getByLabel('E-mail').fill(person.email)
  await page.getByLabel('Password', { exact: true }).fill(person.password)
  await page.keyboard.press('Enter')
}
