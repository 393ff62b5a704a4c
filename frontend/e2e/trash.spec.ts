// Deleting: into the trash and back, for good, by mouse and by keys, in both languages and on a phone.
import type { Page } from '@playwright/test'
import { drop, expect, expectAccessible, row, signIn, test, tokenOf, uploaded, type Person } from './fixtures'
import type { Home } from './home'
import { makeTree } from './tree'

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

async function namesIn(page: Page, testId = 'entry') {
  return page.getByTestId(testId).evaluateAll((rows) => rows.map((shown) => (shown as HTMLElement).dataset.name))
}

test('the Delete key trashes, undo brings back, and the keyboard stays in the list', async ({
  open,
  person,
  home,
}) => {
  const somebody = await person()
  await makeFolders(home, somebody, ['가을', '겨울', '봄', '여름'])
  const page = await open()
  await signIn(page, somebody)
  await expect(row(page, '가을')).toBeVisible()
  await page.getByRole('grid').focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Delete')
  await expect(page.getByText('‘겨울’ is in the trash.')).toBeVisible()
  await expect.poll(() => namesIn(page)).toEqual(['가을', '봄', '여름'])
  await expect(page.getByRole('grid')).toBeFocused()
  await expect(page.getByRole('grid')).toHaveAttribute('aria-activedescendant', /.+/)
  await page.keyboard.press('ControlOrMeta+z')
  await expect(page.getByText('‘겨울’ is back.')).toBeVisible()
  await expect.poll(() => namesIn(page)).toEqual(['가을', '겨울', '봄', '여름'])

  // Several at once, by the bar's button; the toast's own undo.
  await row(page, '가을').click({ position: { x: 400, y: 20 } })
  await row(page, '봄').click({ position: { x: 400, y: 20 }, modifiers: ['ControlOrMeta'] })
  await page.getByRole('toolbar').getByRole('button', { name: 'Move to the trash' }).click()
  await page.getByText('2 items are in the trash.').hover()
  await expect.poll(() => namesIn(page)).toEqual(['겨울', '여름'])
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(() => namesIn(page)).toEqual(['가을', '겨울', '봄', '여름'])

  // And the menu.
  await row(page, '여름').click({ button: 'right', position: { x: 400, y: 20 } })
  await page.getByRole('menuitem', { name: 'Move to the trash' }).click()
  await expect.poll(() => namesIn(page)).toEqual(['가을', '겨울', '봄'])
})

test('from the trash it comes back to where it was, or goes for good', async ({ open, person, home }) => {
  const somebody = await person()
  const page = await open()
  await signIn(page, somebody)
  const tree = await makeTree(12, 1_000)
  await drop(page, [tree.path])
  await uploaded(page)
  const token = await tokenOf(home, somebody)
  const [parent] = await makeFolders(home, somebody, ['보관'])
  await makeFolders(home, somebody, ['편지'], parent)
  await page.reload()
  await row(page, '보관').getByRole('link').click()
  await row(page, '편지').click({ position: { x: 400, y: 20 } })
  await page.keyboard.press('Delete')
  await expect(page.getByText('‘편지’ is in the trash.')).toBeVisible()
  await page.goto('/drive')
  await row(page, tree.name).click({ position: { x: 400, y: 20 } })
  await page.keyboard.press('Delete')
  await expect(page.getByText(`‘${tree.name}’ is in the trash.`)).toBeVisible()
  await expect(page.getByTestId('storage-trash').first()).toHaveAttribute('data-bytes', String(tree.totalBytes))

  await page.getByRole('link', { name: 'Trash' }).click()
  await expect.poll(() => namesIn(page, 'trashed')).toEqual([tree.name, '편지'])
  const letter = page.locator('[data-testid=trashed][data-name="편지"]')
  await expect(letter).toContainText('My drive / 보관')
  await expect(letter).toContainText('in 30 days')
  await expectAccessible(page)

  // Somebody took the name meanwhile.
  await makeFolders(home, somebody, ['편지'], parent)
  await letter.getByRole('button', { name: 'Restore 편지' }).click()
  await page.getByText(/‘편지’ stays/).hover()
  await page.getByRole('button', { name: 'Keep both' }).click()
  await page.getByText('‘편지 (2)’ is back in ‘보관’.').hover()
  await page.getByRole('button', { name: 'Open the folder' }).click()
  await expect.poll(() => namesIn(page)).toEqual(['편지', '편지 (2)'])

  await page.getByRole('link', { name: 'Trash' }).click()
  await page.getByRole('button', { name: `Delete ${tree.name} for good` }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('It cannot be restored.')
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await expect.poll(() => namesIn(page, 'trashed')).toEqual([tree.name])
  await page.getByRole('button', { name: `Delete ${tree.name} for good` }).click()
  await dialog.getByRole('button', { name: 'Delete for good' }).click()
  await expect(page.getByText('It is gone for good.')).toBeVisible()
  await expect(page.getByText('The trash is empty')).toBeVisible()
  await expect(page.getByTestId('storage-used').first()).toHaveAttribute('data-bytes', '0')
  expect((await home.get('/api/trash', token)).status).toBe(200)
  const audit = await home.audit()
  expect(audit.ok, audit.said).toBe(true)
})

test('휴지통을 비우면 저장 공간이 돌아와요, 휴대전화에서도', async ({ open, person, home }) => {
  const somebody = await person('ko')
  await makeFolders(home, somebody, ['가을', '봄'])
  const page = await open({ locale: 'ko-KR', viewport: { width: 390, height: 844 }, hasTouch: true })
  await signIn(page, somebody)
  await expect(row(page, '가을')).toBeVisible()
  const token = await tokenOf(home, somebody)
  const listed = await home.get('/api/folders/root/entries', token)
  const { items } = (await listed.json()) as { items: { id: string }[] }
  const trashed = await home.post(
    '/api/entries/batch',
    { action: 'trash', entry_ids: items.map(({ id }) => id) },
    token,
  )
  expect(trashed.status).toBe(200)
  await page.getByRole('button', { name: '메뉴 열기' }).click()
  await page.getByRole('dialog').getByRole('link', { name: '휴지통' }).click()
  await expect.poll(() => namesIn(page, 'trashed')).toHaveLength(2)
  await expectAccessible(page)
  await page.getByRole('button', { name: '휴지통 비우기' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '휴지통 비우기' }).click()
  await expect(page.getByText('휴지통이 비어 있어요')).toBeVisible()
  await expect(page.getByText('완전히 지웠어요.')).toBeVisible()
  await expectAccessible(page)
})

test('a trash that cannot be read says so and is tried again', async ({ open, person }) => {
  const somebody = await person()
  const page = await open()
  await signIn(page, somebody)
  await page.route('**/api/trash?*', (route) => route.abort())
  await page.getByRole('link', { name: 'Trash' }).click()
  await expect(page.getByRole('alert')).toContainText('The trash could not be opened')
  await expectAccessible(page)
  await page.unroute('**/api/trash?*')
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByText('The trash is empty')).toBeVisible()
})
