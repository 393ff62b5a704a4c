// How a home that others reach gets its first admin. A trusted proxy makes it such a home, while this machine still sees its outbox.
import { expect, expectAccessible, newPerson, signIn, test } from './fixtures'
import { Home } from './home'

test.skip(Boolean(process.env.SHARE_CLOUD_TEST_HOME), 'only the embedded home prints the link')

test('whoever opens the printed link signed in becomes the admin, once', async ({ browser }) => {
  const home = await Home.start('--trusted-proxies', '10.0.0.0/8')
  const person = newPerson()
  const context = await browser.newContext({ baseURL: home.origin, locale: 'en' })
  const page = await context.newPage()
  const refused: string[] = []
  page.on('console', (message) => /Content Security Policy/i.test(message.text()) && refused.push(message.text()))
  try {
    // The link is printed after the address, so perhaps a moment later than the start is known.
    const printed = () => /http:\S+\/admin-link#\S+/.exec(home.said)?.[0] ?? ''
    await expect.poll(printed).not.toBe('')
    const link = printed()
    const become = page.getByRole('button', { name: 'Make my account the admin' })

    await page.goto(link)
    await expectAccessible(page)
    await become.click()
    await expect(page.getByText('Sign in or sign up first.')).toBeVisible()

    expect((await home.post('/api/accounts', { ...person, locale: 'en' })).status).toBe(201)
    const token = new URL(await home.mailedLink(person.email, '/verify-email')).searchParams.get('token')
    expect((await home.post('/api/accounts/verify-email', { token })).status).toBe(200)
    await signIn(page, person)
    await page.goto(link)
    await become.click()
    await expect(page.getByText('You are the admin now.')).toBeVisible()
    await expect(become).toBeHidden()

    await page.goto('about:blank')
    await page.goto(link)
    await become.click()
    await expect(page.getByText('This link does not work any more')).toBeVisible()
    const session = await home.post('/api/sessions', { login: person.username, password: person.password })
    expect(((await session.json()) as { account: { role: string } }).account.role).toBe('admin')
    expect(refused).toEqual([])
  } finally {
    await context.close()
    await home.remove()
  }
})
