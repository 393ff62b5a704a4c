import { randomUUID } from 'node:crypto'
import { expect, expectAccessible, row, signIn, test, tokenOf } from './fixtures'

test('a new password ends the other sessions, and only it signs in from then on', async ({ open, person, home }) => {
  const somebody = await person()
  await tokenOf(home, somebody)
  const page = await open()
  await signIn(page, somebody)
  await page.goto('/settings')
  await expect(page.getByTestId('session')).toHaveCount(2)
  await page.getByRole('button', { name: 'Change the password' }).click()
  await expect(page.getByLabel('Present password')).toBeFocused()
  await page.getByLabel('Present password').fill('not this one')
  await page.getByRole('textbox', { name: 'New password' }).fill('another sea, another sky')
  await page.keyboard.press('Enter')
  await expect(page.getByText('This password is not right.')).toBeVisible()
  await expect(page.getByLabel('Present password')).toBeFocused()
  await expectAccessible(page)
  await page.getByLabel('Present password').fill(somebody.password)
  await page.keyboard.press('Enter')
  await expect(page.getByText(/Your password is changed/)).toBeVisible()
  await expect(page.getByTestId('session')).toHaveCount(1)
  const other = await open()
  await signIn(other, { ...somebody, password: 'another sea, another sky' })
})

test('one session or all others are ended from the list', async ({ open, person }) => {
  const somebody = await person('ko')
  const [page, second, third] = [await open({ locale: 'ko-KR' }), await open(), await open()]
  for (const browser of [second, third, page]) await signIn(browser, somebody)
  await page.goto('/settings')
  await expect(page.getByTestId('session')).toHaveCount(3)
  await expect(page.getByTestId('session').first()).toContainText('이 브라우저')
  await expectAccessible(page)
  await page.getByTestId('session').nth(1).getByRole('button').click()
  await expect(page.getByTestId('session')).toHaveCount(2)
  await page.getByRole('button', { name: '다른 기기에서 모두 로그아웃' }).click()
  await expect(page.getByText('다른 기기에서 모두 로그아웃했어요.')).toBeVisible()
  await expect(page.getByTestId('session')).toHaveCount(1)
  await second.goto('/drive')
  await expect(second).toHaveURL(/\/sign-in/)
  await page.goto('/drive')
  await expect(page.getByTestId('folder-total')).toBeAttached()
})

test('another address is asked for with the password, and becomes the own one by its mail', async ({
  open,
  person,
  home,
}) => {
  const somebody = await person()
  const page = await open()
  await signIn(page, somebody)
  await page.goto('/settings')
  const next = `new-${somebody.email}`
  await page.getByRole('button', { name: 'Change the e-mail' }).click()
  await expect(page.getByLabel('New e-mail')).toBeFocused()
  await page.getByLabel('New e-mail').fill(next)
  await page.locator('input[name=password]').fill('not this one')
  await page.keyboard.press('Enter')
  await expect(page.getByText('This password is not right.')).toBeVisible()
  await page.locator('input[name=password]').fill(somebody.password)
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('pending-email')).toHaveText(next)
  await expect(page.getByTestId('email')).toHaveText(somebody.email)
  const tab = await page.context().newPage()
  await tab.goto(await home.mailedLink(next, '/verify-email'))
  await expect(tab.getByText(/is confirmed/)).toBeVisible()
  await expect(page.getByTestId('email')).toHaveText(next)
  await expect(page.getByTestId('pending-email')).toHaveCount(0)
})

test('name, language and theme are kept', async ({ open, person }) => {
  const somebody = await person()
  const page = await open()
  await signIn(page, somebody)
  await page.goto('/settings')
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('하늘')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Your name is saved.')).toBeVisible()
  await page.locator('#theme').selectOption('dark')
  await page.locator('#language').selectOption('ko')
  await expect(page.getByRole('heading', { name: '설정' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('textbox', { name: '이름', exact: true })).toHaveValue('하늘')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await expect(page.locator('html')).toHaveAttribute('lang', 'ko')
})

test('recent activity shows sign-ins and changes', async ({ open, person, home }) => {
  const somebody = await person()
  const page = await open()
  await signIn(page, somebody)
  const token = await tokenOf(home, somebody)
  expect((await home.post('/api/shares', { entry_ids: ['root'], allow: 'view' }, token)).status).toBe(201)
  for (let more = 0; more < 4; more += 1) await tokenOf(home, somebody)
  await page.goto('/settings')
  const activity = page.getByTestId('activity')
  await expect(activity).toHaveCount(5)
  await expect(activity.first()).toContainText('Signed in')
  await page.getByRole('button', { name: 'Show more' }).click()
  await expect(activity).toHaveCount(9)
  await expect(activity.filter({ hasText: 'Account created' })).toHaveCount(1)
  await expect(activity.filter({ hasText: 'E-mail address confirmed' })).toHaveCount(1)
  await expect(page.getByText('Share link created')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Show more' })).toHaveCount(0)
  await expectAccessible(page)
})

test('an upload that another device left is seen with the room it holds, and given up', async ({
  open,
  person,
  home,
}) => {
  const somebody = await person()
  const token = await tokenOf(home, somebody)
  const started = await home.post(
    '/api/uploads',
    {
      uploads: ['영상.mov', '소리.wav'].map((name) => ({
        parent_id: 'root',
        name,
        size_bytes: 100 * 1024 * 1024,
        content_type: 'application/octet-stream',
        client_key: randomUUID(),
      })),
    },
    token,
  )
  expect(started.status).toBe(200)
  const page = await open()
  await signIn(page, somebody)
  await page.goto('/settings')
  const left = page.getByTestId('open-uploads')
  await expect(left.getByText('영상.mov')).toBeVisible()
  await expect(left.getByText(/They hold 200\.0\sMB/)).toBeVisible()
  await expectAccessible(page)
  await left.getByRole('button', { name: 'Cancel upload of 영상.mov' }).click()
  await expect(left.getByText('영상.mov')).toHaveCount(0)
  const reserved = page.locator('aside').getByTestId('storage-reserved')
  await expect(reserved).toHaveAttribute('data-bytes', String(100 * 1024 * 1024))
  await left.getByRole('button', { name: 'Cancel upload of 소리.wav' }).click()
  await expect(left).toHaveCount(0)
  await expect(reserved).toHaveCount(0)
  await page.goto('/drive')
  await expect(row(page, '영상.mov')).toHaveCount(0)
})
