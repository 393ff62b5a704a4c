import { expect, newPerson, signIn, test } from './fixtures'

test('a form keeps what was typed, says what is wrong and focuses the first wrong field', async ({ open }) => {
  const page = await open()
  await page.goto('/sign-up')
  await page.getByLabel('Username').fill('1haneul')
  await page.getByLabel('E-mail').fill('nowhere')
  await page.getByLabel('Password', { exact: true }).fill('short')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Start with a letter.')).toBeVisible()
  await expect(page.getByText('An address looks like name@example.com.')).toBeVisible()
  await expect(page.getByText('Use at least 8 characters.')).toBeVisible()
  await expect(page.getByLabel('Username')).toBeFocused()
  await expect(page.getByLabel('Username')).toHaveValue('1haneul')
  await expect(page.getByLabel('Username')).toHaveAttribute('aria-invalid', 'true')
})

test("the server's word about a field stands beside the field", async ({ open, person }) => {
  const taken = await person()
  const page = await open()
  await page.goto('/sign-up')
  await page.getByLabel('Username').fill(taken.username)
  await page.getByLabel('E-mail').fill('other@example.com')
  await page.getByLabel('Password', { exact: true }).fill('password123')
  await page.keyboard.press('Enter')
  // The most common passwords are refused; what else is wrong comes after.
  await expect(page.getByText(/first to be guessed|already has this username/)).toBeVisible()
  await page.getByLabel('Password', { exact: true }).fill('the sea at night')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Somebody already has this username. Choose another one.')).toBeVisible()
  await expect(page.getByLabel('Username')).toBeFocused()
})

test('a wrong sign-in is told in words, and what was wanted is shown after the right one', async ({
  open,
  person,
}) => {
  const somebody = await person()
  const page = await open()
  await page.goto('/settings')
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fsettings/)
  await page.locator('input[name=username]').fill(somebody.username)
  await page.locator('input[name=password]').fill('not this one')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toHaveText(/do not match/)
  await expect(page.locator('input[name=username]')).toHaveValue(somebody.username)
  await page.locator('input[name=password]').fill(somebody.password)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/settings$/)
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible()
})

test('an unconfirmed person sees what to do: wait, resend, change the address, sign out', async ({ open, home }) => {
  const somebody = newPerson()
  const page = await open()
  await page.goto('/sign-up')
  await page.getByLabel('Username').fill(somebody.username)
  await page.getByLabel('E-mail').fill(somebody.email)
  await page.getByLabel('Password', { exact: true }).fill(somebody.password)
  await page.keyboard.press('Enter')
  await page.waitForURL('**/welcome')
  await home.mailedLink(somebody.email, '/verify-email')

  // The drive is not for them yet, in whatever way they ask for it.
  await page.goto('/drive')
  await page.waitForURL('**/welcome')

  // The mail of the sign-up counts: the wait is shown, not an error.
  await page.getByRole('button', { name: /Send the letter again/ }).click()
  await expect(page.getByRole('button', { name: /You can send it again in \d+:\d\d/ })).toBeDisabled()

  await page.getByRole('link', { name: 'Change the address' }).click()
  const next = `new-${somebody.email}`
  await page.getByLabel('New e-mail').fill(next)
  await page.getByLabel('Password', { exact: true }).fill('wrong password')
  await page.keyboard.press('Enter')
  await expect(page.getByText('This password is not right.')).toBeVisible()
  await page.getByLabel('Password', { exact: true }).fill(somebody.password)
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('address')).toHaveText(next)

  // Confirmed on another device: the page goes on by itself.
  const link = await home.mailedLink(next, '/verify-email')
  const token = new URL(link).searchParams.get('token')
  expect((await home.post('/api/accounts/verify-email', { token })).status).toBe(200)
  await page.waitForURL('**/drive')
})

test('a link of a mail that was used says so', async ({ open }) => {
  const page = await open()
  await page.goto('/verify-email?token=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA')
  await expect(page.getByRole('alert')).toHaveText(/already used or is too old/)
  await page.goto('/reset-password')
  await expect(page.getByRole('alert')).toHaveText(/end of the link is missing/)
})

test('signing out and in is known in all tabs, and one refresh serves them', async ({ open, person }) => {
  const somebody = await person()
  const page = await open()
  await signIn(page, somebody)
  const tab = await page.context().newPage()
  await tab.goto('/settings')
  await expect(tab.getByRole('heading', { name: 'Settings' })).toBeVisible()
  await tab.getByRole('button', { name: 'Sign out' }).click()
  await expect(tab).toHaveURL(/\/sign-in$/)
  await expect(page).toHaveURL(/\/sign-in/)
  await page.goto('/drive')
  await expect(page).toHaveURL(/\/sign-in/)
  await signIn(tab, somebody)
  await expect(page).toHaveURL(/\/drive$/)
})

test('the access token is nowhere but in memory', async ({ open, person }) => {
  const somebody = await person()
  const page = await open()
  await signIn(page, somebody)
  const stored = await page.evaluate(async () => {
    const databases = await Promise.all(
      (await indexedDB.databases()).map(
        ({ name }) =>
          new Promise((resolve) => {
            const opening = indexedDB.open(name!)
            opening.onsuccess = () => {
              const stores = [...opening.result.objectStoreNames]
              const all = stores.map((store) => {
                const request = opening.result.transaction(store).objectStore(store).getAll()
                return new Promise((done) => (request.onsuccess = () => done(request.result)))
              })
              void Promise.all(all).then(resolve)
            }
          }),
      ),
    )
    return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, databases])
  })
  expect(stored).not.toMatch(/eyJ[\w-]+\.[\w-]+\.[\w-]+/)
  expect(stored).not.toContain('refresh')
})

test('a forgotten password is set anew by mail, and whether there is an account is told to nobody', async ({
  open,
  person,
  home,
}) => {
  const somebody = await person()
  const page = await open()
  for (const address of ['nobody@example.com', somebody.email]) {
    await page.goto('/forgot-password')
    await page.getByLabel('E-mail').fill(address)
    await page.keyboard.press('Enter')
    await expect(page.getByRole('status')).toHaveText(new RegExp(`If there is an account with ${address}`))
  }
  await page.goto(await home.mailedLink(somebody.email, '/reset-password'))
  await page.getByRole('textbox', { name: 'New password' }).fill('another sea, another sky')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Your password is changed.')).toBeVisible()
  await signIn(page, { ...somebody, password: 'another sea, another sky' })
})

test('a username is found by mail', async ({ open, person, home }) => {
  const somebody = await person()
  const page = await open()
  await page.goto('/find-username')
  await page.getByLabel('E-mail').fill(somebody.email)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('status')).toHaveText(/If there is an account/)
  await expect
    .poll(async () =>
      (await home.mails()).some(({ to, text }) => to.includes(somebody.email) && text.includes(somebody.username)),
    )
    .toBe(true)
})
