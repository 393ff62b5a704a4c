// Searching as one types, recent and starred: by mouse and by keys, in both languages and on a phone.
import type { Page } from '@playwright/test'
import { expect, expectAccessible, row, signIn, test, tokenOf, type Person } from './fixtures'
import type { Home } from './home'

async function makeFolders(home: Home, person: Person, names: string[], parent = 'root') {
  const token = await tokenOf(home, person)
  const ids: string[] = []
  for (const name of names) {
    const made = await home.post('/api/folders', { parent_id: parent, name }, token)
    expect(made.status).toBe(201)
    ids.push(((await made.json()) as { id: string }).id)
  }
  return ids
}

const found = (page: Page) =>
  page.getByTestId('found').evaluateAll((rows) => rows.map((shown) => (shown as HTMLElement).dataset.name))

/** Puts a file of a few bytes into the root, through the app's own picker. */
async function upload(page: Page, name: string) {
  const chooser = page.waitForEvent('filechooser')
  await page
    .getByRole('button', { name: /^(New|새로 만들기)/ })
    .first()
    .click()
  await page.getByRole('menuitem', { name: /Upload files|파일 올리기/ }).click()
  await (await chooser).setFiles({ name, mimeType: 'image/png', buffer: Buffer.from('not really') })
  await expect(row(page, name)).toBeVisible()
}

test('a search follows what one types, and keys lead through what is found', async ({ open, person, home }) => {
  const somebody = await person()
  const [outer] = await makeFolders(home, somebody, ['회의 자료', 'Reports'])
  await makeFolders(home, somebody, ['분기 보고서', 'report draft', 'REPORT final'], outer)
  const page = await open()
  await signIn(page, somebody)
  const field = page.getByRole('textbox', { name: 'Search files and folders' })
  await expect(row(page, '회의 자료')).toBeVisible()
  await page.keyboard.press('/')
  await expect(field).toBeFocused()
  await page.keyboard.type('repo')
  await expect.poll(() => found(page)).toEqual(['REPORT final', 'report draft', 'Reports'])
  await expect(page).toHaveURL(/\/search\?q=repo$/)
  await expect(page.getByRole('status').filter({ hasText: '3 found' })).toBeVisible()
  const first = page.getByTestId('found').first()
  await expect(first).toContainText('My drive / 회의 자료')
  await expect(first.locator('mark')).toHaveText('REPO')
  await expectAccessible(page)

  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('link', { name: 'REPORT final' })).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('link', { name: 'Reports' })).toBeFocused()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowUp')
  await expect(field).toBeFocused()
  await page.keyboard.type('x')
  await expect(page.getByText('Nothing was found')).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Backspace')
  await expect.poll(() => found(page)).toHaveLength(3)

  // Where it is, and back to what was found.
  await page.getByRole('button', { name: 'More actions for report draft' }).click()
  await page.getByRole('menuitem', { name: 'Show in its folder' }).click()
  await expect(row(page, 'report draft')).toHaveAttribute('aria-selected', 'true')
  await expect(field).toHaveValue('')
  await page.goBack()
  await expect.poll(() => found(page)).toHaveLength(3)
  await expect(field).toHaveValue('repo')
  await page.keyboard.press('Control+k')
  await expect(field).toBeFocused()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/drive\/.+/)
  await expect(page.getByText('This folder is empty')).toBeVisible()
})

test('filters narrow a search, and a search that fails is tried again', async ({ open, person, home }) => {
  const somebody = await person()
  await makeFolders(home, somebody, ['봄 사진'])
  const page = await open()
  await signIn(page, somebody)
  await upload(page, '봄.png')
  await page.getByRole('textbox', { name: 'Search files and folders' }).fill('봄')
  await expect.poll(() => found(page)).toEqual(['봄.png', '봄 사진'])
  await page.getByRole('button', { name: 'Kind' }).click()
  await page
    .getByRole('menuitemradio', { name: 'Pictures' })
    .or(page.getByRole('menuitemcheckbox', { name: 'Pictures' }))
    .click()
  await expect.poll(() => found(page)).toEqual(['봄.png'])
  await expect(page).toHaveURL(/kind=image/)
  await page.keyboard.press('Escape')
  await page.reload()
  await expect.poll(() => found(page)).toEqual(['봄.png'])
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await expect.poll(() => found(page)).toEqual(['봄.png', '봄 사진'])

  await page.route('**/api/search?*', (route) => route.abort())
  await page.getByRole('textbox', { name: 'Search files and folders' }).fill('봄 ㅅ')
  await expect(page.getByRole('alert')).toContainText('This could not be looked up')
  await page.unroute('**/api/search?*')
  await page.getByRole('textbox', { name: 'Search files and folders' }).fill('봄 사')
  await expect.poll(() => found(page)).toEqual(['봄 사진'])
})

test('a syllable that is still being composed is not searched for', async ({ open, person, home }) => {
  const somebody = await person()
  await makeFolders(home, somebody, ['보고서', '보물'])
  const page = await open()
  await signIn(page, somebody)
  await page.keyboard.press('/')
  const asked: string[] = []
  page.on('request', (request) => {
    const url = new URL(request.url())
    if (url.pathname === '/api/search') asked.push(url.searchParams.get('q') ?? '')
  })
  const session = await page.context().newCDPSession(page)
  const compose = (text: string) =>
    session.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
  await compose('ㅂ')
  await page.waitForTimeout(400)
  expect(asked).toEqual([])
  await compose('보')
  await expect.poll(() => found(page)).toEqual(['보물', '보고서'])
  await page.keyboard.insertText('보')
  await compose('ㄱ')
  await page.waitForTimeout(400)
  await expect.poll(() => found(page)).toEqual(['보물', '보고서'])
  await compose('고')
  await expect.poll(() => found(page)).toEqual(['보고서'])
  expect(asked.some((text) => /[ㄱ-ㅎ]/.test(text))).toBe(false)
})

test('최근과 즐겨찾기에서 열고, 찾아가고, 별표를 떼요, 휴지통에 간 것은 없어요', async ({ open, person, home }) => {
  const somebody = await person('ko')
  const [inner] = await makeFolders(home, somebody, ['여행'])
  const page = await open({ locale: 'ko-KR', viewport: { width: 390, height: 844 }, hasTouch: true })
  await signIn(page, somebody)
  const go = async (name: string) => {
    await page.getByRole('button', { name: '메뉴 열기' }).click()
    await page.getByRole('dialog').getByRole('link', { name, exact: true }).click()
  }
  await go('최근')
  await expect(page.getByText('아직 파일이 없어요')).toBeVisible()
  await expectAccessible(page)
  await go('즐겨찾기')
  await expect(page.getByText('별표를 단 것이 없어요')).toBeVisible()
  const token = await tokenOf(home, somebody)
  expect((await home.post('/api/entries/batch', { action: 'star', entry_ids: [inner] }, token)).status).toBe(200)
  await page.reload()
  await expect.poll(() => found(page)).toEqual(['여행'])
  await expectAccessible(page)
  await page.getByRole('button', { name: '여행 별표 떼기' }).click()
  await expect(page.getByText('별표를 단 것이 없어요')).toBeVisible()

  await page.getByRole('textbox', { name: '파일과 폴더 검색' }).fill('여')
  await expect.poll(() => found(page)).toEqual(['여행'])
  await expectAccessible(page)
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  expect((await home.post('/api/entries/batch', { action: 'trash', entry_ids: [inner] }, token)).status).toBe(200)
  await page.reload()
  await expect(page.getByText('찾은 것이 없어요')).toBeVisible()
  const audit = await home.audit()
  expect(audit.ok, audit.said).toBe(true)
})
