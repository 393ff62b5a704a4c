// Renaming, moving and starring: by mouse, by keys, by menu and dialog.
import type { Page } from '@playwright/test'
import type { Home } from './home'
import { expect, expectAccessible, holdMessages, row, signIn, test, tokenOf, type Person } from './fixtures'

/** Folders below the root, and folders in them: `여행/첫째 날` makes both. */
async function makeFolders(home: Home, person: Person, paths: string[]) {
  const token = await tokenOf(home, person)
  const ids = new Map([['', 'root']])
  for (const path of paths) {
    const parts = path.split('/')
    for (let length = 1; length <= parts.length; length += 1) {
      const here = parts.slice(0, length).join('/')
      if (ids.has(here)) continue
      const parent_id = ids.get(parts.slice(0, length - 1).join('/'))!
      const made = await home.post('/api/folders', { parent_id, name: parts[length - 1] }, token)
      expect(made.status).toBe(201)
      ids.set(here, ((await made.json()) as { id: string }).id)
    }
  }
}

async function namesIn(page: Page) {
  return page.getByTestId('entry').evaluateAll((rows) => rows.map((shown) => (shown as HTMLElement).dataset.name))
}

async function chooseFrom(page: Page, name: string, item: string) {
  await row(page, name).click({ button: 'right', position: { x: 400, y: 20 } })
  await page.getByRole('menuitem', { name: item }).click()
}

test('a name is changed where it stands, and what cannot be is told beside it', async ({ open, person, home }) => {
  const somebody = await person()
  await makeFolders(home, somebody, ['가을', '봄', '여름'])
  const page = await open()
  await signIn(page, somebody)
  await expect(row(page, '가을')).toBeVisible()
  await page.getByRole('grid').focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('F2')
  const field = page.getByTestId('rename')
  await expect(field).toBeFocused()
  await expect(field).toHaveValue('가을')

  // Taken, whatever the composition; then impossible; then good.
  await field.fill('여름'.normalize('NFD'))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toHaveText(/already has something of that name/)
  await expectAccessible(page)
  await field.fill('a/b')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toHaveText(/Slashes/)
  await field.fill('하늘')
  await page.keyboard.press('Enter')
  await expect(field).toHaveCount(0)
  await expect.poll(() => namesIn(page)).toEqual(['봄', '여름', '하늘'])
  await expect(row(page, '하늘')).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByRole('grid')).toBeFocused()

  // Escape keeps the name; the menu does the same as the key.
  await chooseFrom(page, '봄', 'Rename')
  await expect(field).toBeFocused()
  await field.fill('겨울')
  await page.keyboard.press('Escape')
  await expect(field).toHaveCount(0)
  await chooseFrom(page, '봄', 'Rename')
  await expect(field).toBeFocused()
  await field.fill('새봄')
  await page.locator('main').click({ position: { x: 600, y: 600 } })
  await expect.poll(() => namesIn(page)).toEqual(['새봄', '여름', '하늘'])
})

test('rows are dragged onto a folder and onto the breadcrumb, and come back by undo', async ({
  open,
  person,
  home,
}) => {
  const somebody = await person()
  await makeFolders(home, somebody, ['여행/첫째 날', '사진', '편지'])
  const page = await open()
  await signIn(page, somebody)
  await row(page, '사진').click({ position: { x: 400, y: 20 } })
  await row(page, '편지').click({ position: { x: 400, y: 20 }, modifiers: ['ControlOrMeta'] })
  await holdMessages(page)
  await row(page, '사진').dragTo(row(page, '여행'), { sourcePosition: { x: 400, y: 20 } })
  await page.getByText('2 items are now in ‘여행’.').hover()
  await expect.poll(() => namesIn(page)).toEqual(['여행'])
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('It is back where it was.')).toBeVisible()
  await expect.poll(() => namesIn(page)).toEqual(['사진', '여행', '편지'])

  // A folder does not go into itself.
  await row(page, '여행').dragTo(row(page, '여행'), {
    sourcePosition: { x: 400, y: 20 },
    targetPosition: { x: 500, y: 20 },
  })
  await row(page, '여행').getByRole('link').click()
  await expect(page.getByRole('heading', { name: '여행' })).toBeVisible()
  await row(page, '첫째 날').dragTo(page.getByLabel('Location').getByRole('link', { name: 'My drive' }))
  await expect(page.getByText('‘첫째 날’ is now in ‘My drive’.')).toBeVisible()
  await expect(page.getByText('This folder is empty')).toBeVisible()
  const audit = await home.audit()
  expect(audit.ok, audit.said).toBe(true)
})

test('cut, open, paste: by keys alone, also where a name is taken', async ({ open, person, home }) => {
  const somebody = await person()
  await makeFolders(home, somebody, ['보관/편지', '사진', '편지'])
  const page = await open()
  await signIn(page, somebody)
  await expect(row(page, '보관')).toBeVisible()
  await page.getByRole('grid').focus()
  await page.keyboard.press('End')
  await page.keyboard.press('Shift+ArrowUp')
  await page.keyboard.press('ControlOrMeta+x')
  await expect(page.getByText(/2 items are cut/)).toBeVisible()
  await expect(row(page, '사진')).toHaveAttribute('data-faded')
  await page.keyboard.press('Home')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Move 2 items here' })).toBeVisible()
  await holdMessages(page)
  await page.keyboard.press('ControlOrMeta+v')
  await expect(page.getByText('‘사진’ is now in ‘보관’.')).toBeVisible()
  await page.getByText(/‘편지’ stays/).hover()
  await page.getByRole('button', { name: 'Keep both' }).click()
  await expect.poll(() => namesIn(page)).toEqual(['사진', '편지', '편지 (2)'])
  await page.keyboard.press('ControlOrMeta+z')
  await expect.poll(() => namesIn(page)).toEqual(['사진', '편지'])
})

test('the dialog finds a folder by mouse or keys and does not offer what cannot be', async ({
  open,
  person,
  home,
}) => {
  const somebody = await person('ko')
  await makeFolders(home, somebody, ['보관/2026/여름', '사진'])
  const page = await open({ locale: 'ko-KR' })
  await signIn(page, somebody)
  await chooseFrom(page, '사진', '다른 폴더로 옮기기…')
  const dialog = page.getByRole('dialog', { name: '‘사진’을 어디로 옮길까요?' })
  await expect(dialog.getByRole('button', { name: '‘내 드라이브’로 옮기기' })).toBeDisabled()
  await expect(dialog.getByRole('button', { name: '사진', exact: true })).toBeDisabled()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: '보관', exact: true }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(dialog.getByRole('button', { name: '2026', exact: true })).toBeFocused()
  await page.keyboard.press('ArrowRight')
  await expect(dialog.getByRole('button', { name: '여름', exact: true })).toBeFocused()
  await page.keyboard.press('ArrowLeft')
  await dialog.getByRole('button', { name: '‘보관’으로 옮기기' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(page.getByText('‘사진’을 ‘보관’으로 옮겼어요.')).toBeVisible()
  await expect.poll(() => namesIn(page)).toEqual(['보관'])
})

test('a star is set and taken by its key and its button, and stays', async ({ open, person, home }) => {
  const somebody = await person()
  await makeFolders(home, somebody, ['가을', '봄'])
  const page = await open()
  await signIn(page, somebody)
  await row(page, '가을').click({ position: { x: 400, y: 20 } })
  await page.keyboard.press('*')
  await expect(row(page, '가을').getByRole('img', { name: 'Starred' })).toBeVisible()
  await page.keyboard.press('ControlOrMeta+a')
  await page.getByRole('toolbar').getByRole('button', { name: 'Add a star' }).click()
  await expect(row(page, '봄').getByRole('img', { name: 'Starred' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('img', { name: 'Starred' })).toHaveCount(2)
  await row(page, '봄').click({ position: { x: 400, y: 20 } })
  await page.keyboard.press('*')
  await expect(page.getByRole('img', { name: 'Starred' })).toHaveCount(1)
})
