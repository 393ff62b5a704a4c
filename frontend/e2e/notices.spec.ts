import { expect, expectAccessible, settled, signIn, test, tokenOf, type Person } from './fixtures'
import type { Home } from './home'

async function folder(home: Home, owner: Person, name: string): Promise<string> {
  const made = await home.post('/api/folders', { parent_id: 'root', name }, await tokenOf(home, owner))
  expect(made.status).toBe(201)
  return ((await made.json()) as { id: string }).id
}

async function give(home: Home, owner: Person, entry: string, login: string) {
  const given = await fetch(`${home.origin}/api/entries/${entry}/members`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await tokenOf(home, owner)}` },
    body: JSON.stringify({ login, role: 'viewer' }),
  })
  expect(given.status).toBe(200)
}

for (const locale of ['ko', 'en'] as const) {
  test(`what was shared stands at the bell, is read, and leads to it, in ${locale}`, async ({
    home,
    open,
    person,
  }) => {
    const [owner, friend] = [await person(locale), await person(locale)]
    const trip = await folder(home, owner, '여행 2026')
    const page = await open({ locale, viewport: { width: 390, height: 844 } })
    await signIn(page, friend)
    const bell = page.getByTestId('bell')
    await expect(bell).toHaveAccessibleName(locale === 'ko' ? '알림' : 'Notices')
    await bell.press('Enter')
    await expect(page.getByTestId('empty')).toContainText(locale === 'ko' ? '아직 알림이 없어요' : 'No notices yet')
    await expectAccessible(page)

    await page.goto('/drive')
    await expect(bell).toBeVisible()
    await give(home, owner, trip, friend.username)
    await page.evaluate(() => dispatchEvent(new Event('focus')))
    await expect(bell).toHaveAccessibleName(locale === 'ko' ? '알림, 읽지 않은 것 1개' : 'Notices, 1 unread')
    await bell.press('Enter')
    await expect(page.getByRole('heading', { level: 1, name: locale === 'ko' ? '알림' : 'Notices' })).toBeVisible()
    const notice = page.getByTestId('notice')
    await expect(notice).toContainText(
      locale === 'ko'
        ? `${owner.username} 님이 ‘여행 2026’ 폴더를 나에게 공유했어요.`
        : `${owner.username} shared the folder “여행 2026” with you.`,
    )
    await expect(notice).toHaveAttribute('data-unread', 'true')
    await expect(bell).toHaveAccessibleName(locale === 'ko' ? '알림' : 'Notices')
    await expectAccessible(page)
    await settled(page)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    await page.reload()
    await expect(notice).toHaveAttribute('data-unread', 'false')
    await notice.getByRole('link').press('Enter')
    await expect(page).toHaveURL(new RegExp(`/drive/${trip}$`))
  })
}

test('a kind of notice is switched off in the settings, and a list that does not come is told', async ({
  home,
  open,
  person,
}) => {
  const [owner, friend] = [await person(), await person()]
  const page = await open()
  await signIn(page, friend)
  await page.goto('/settings')
  const box = page.getByRole('checkbox', { name: 'Somebody shares something with me: App' })
  await expect(box).toBeChecked()
  const saved = page.waitForResponse((answer) => answer.request().method() === 'PATCH' && answer.ok())
  await box.press('Space')
  await saved
  await expectAccessible(page)
  await page.reload()
  await expect(box).not.toBeChecked()
  await expect(page.getByRole('checkbox', { name: 'Somebody shares something with me: Mail' })).toBeChecked()
  await give(home, owner, await folder(home, owner, 'quiet'), friend.username)
  await page.goto('/notices')
  await expect(page.getByTestId('empty')).toContainText('No notices yet')

  await page.route('**/api/notices**', (route) => route.abort())
  await page.reload()
  await expect(page.getByTestId('empty')).toContainText('The notices could not be loaded')
  await page.unroute('**/api/notices**')
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByTestId('empty')).toContainText('No notices yet')
})
