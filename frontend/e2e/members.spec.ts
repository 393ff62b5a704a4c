import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import {
  drop,
  expect,
  expectAccessible,
  holdMessages,
  newPerson,
  row,
  signIn,
  test,
  tokenOf,
  uploaded,
  type Person,
} from './fixtures'
import type { Home } from './home'

async function textFile(name: string, text: string) {
  const path = join(await mkdtemp(join(tmpdir(), 'share-cloud-members-')), name)
  await writeFile(path, text)
  return path
}

/** A folder of the owner's, made without the browser. */
async function folder(home: Home, owner: Person, name: string, parent = 'root'): Promise<string> {
  const made = await home.post('/api/folders', { parent_id: parent, name }, await tokenOf(home, owner))
  expect(made.status).toBe(201)
  return ((await made.json()) as { id: string }).id
}

async function give(home: Home, owner: Person, entry: string, login: string, role: 'viewer' | 'editor') {
  const given = await fetch(`${home.origin}/api/entries/${entry}/members`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await tokenOf(home, owner)}` },
    body: JSON.stringify({ login, role }),
  })
  expect(given.status).toBe(200)
}

/** Opens the dialog of people for a row, by the keyboard alone. */
async function openPeople(page: Page, name: string, item: string) {
  await row(page, name).click({ position: { x: 400, y: 20 } })
  await page.keyboard.press('Shift+F10')
  await page.getByRole('menuitem', { name: item }).press('Enter')
  await expect(page.getByRole('dialog')).toBeVisible()
}

const shared = (page: Page, name: string) => page.locator(`[data-testid=shared][data-name="${name}"]`)

test('an editor finds what was shared, adds to it, and leaves', async ({ home, open, person }) => {
  const [owner, editor] = [await person(), await person()]
  await folder(home, owner, 'Trip')
  const page = await open()
  await signIn(page, owner)
  await openPeople(page, 'Trip', 'People…')
  await page.getByLabel('Username or e-mail').fill(editor.username)
  await page.getByRole('combobox', { name: 'Role' }).selectOption('editor')
  await page.getByRole('button', { name: 'Add', exact: true }).press('Enter')
  const members = page.getByTestId('members')
  await expect(members.getByText(editor.username)).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Escape')

  const other = await open()
  await signIn(other, editor)
  await other.getByRole('link', { name: 'Shared with me' }).click()
  await expect(shared(other, 'Trip')).toContainText(owner.username)
  await expect(shared(other, 'Trip')).toContainText('Can edit')
  await expectAccessible(other)
  await shared(other, 'Trip').getByRole('link').click()
  const crumbs = other.getByRole('navigation', { name: 'Location' })
  await expect(crumbs.getByRole('link', { name: 'Shared with me' })).toBeVisible()
  await expect(crumbs).not.toContainText('My drive')
  await expect(other.getByText(`${owner.username} · can edit`)).toBeVisible()
  await drop(other, [await textFile('diary.txt', 'day one')])
  await uploaded(other)
  await row(other, 'diary.txt').click({ position: { x: 400, y: 20 } })
  const actions = other.getByRole('toolbar')
  await expect(actions.getByRole('button', { name: 'Download' })).toBeVisible()
  await expect(actions.getByRole('button', { name: /Share link|star/ })).toHaveCount(0)
  await expectAccessible(other)

  await page.reload()
  await page.getByTestId('entry').filter({ hasText: 'Trip' }).dblclick()
  await expect(row(page, 'diary.txt')).toBeVisible()

  await other.goto('/shared-with-me')
  await shared(other, 'Trip').getByRole('button', { name: 'Leave Trip' }).click()
  await other.getByRole('dialog').getByRole('button', { name: 'Leave', exact: true }).click()
  await expect(other.getByText('Nothing is shared with you yet')).toBeVisible()
  expect((await home.audit()).ok).toBe(true)
})

test('한국어로: 보기만 하는 사람은 휴대폰에서 보고 내려받기만 해요', async ({ home, open, person }) => {
  const [owner, viewer] = [await person('ko'), await person('ko')]
  const id = await folder(home, owner, '여행 사진')
  await folder(home, owner, '첫째 날', id)
  await give(home, owner, id, viewer.username, 'viewer')
  const page = await open({ locale: 'ko-KR', viewport: { width: 390, height: 844 } })
  await signIn(page, viewer)
  await page.getByRole('button', { name: '메뉴 열기' }).click()
  await page.getByRole('link', { name: '나에게 공유된 항목' }).click()
  await expect(shared(page, '여행 사진')).toContainText('보기')
  await expectAccessible(page)
  await shared(page, '여행 사진').getByRole('link').click()
  await expect(row(page, '첫째 날')).toBeVisible()
  await expect(page.getByRole('button', { name: '새로 만들기' }).first()).toBeDisabled()
  await row(page, '첫째 날').getByRole('button').last().click()
  await expect(page.getByRole('menuitem', { name: '내려받기' })).toBeVisible()
  await expect(page.getByRole('menuitem', { name: /이름 바꾸기|휴지통|공유 링크|함께 쓰는/ })).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expectAccessible(page)
})

test('somebody without an account sees it once the address is confirmed, and not any more once removed', async ({
  home,
  open,
  person,
}) => {
  const owner = await person()
  await folder(home, owner, 'Plans')
  const guest = newPerson()
  const page = await open()
  await signIn(page, owner)
  await openPeople(page, 'Plans', 'People…')
  await page.getByLabel('Username or e-mail').fill('nobody-has-this-name')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Nobody has this username. An e-mail address works, too.')).toBeVisible()
  await page.getByLabel('Username or e-mail').fill(guest.email)
  await page.keyboard.press('Enter')
  const members = page.getByTestId('members')
  await expect(members.getByText(guest.email)).toBeVisible()

  const signedUp = await home.post('/api/accounts', { ...guest, locale: 'en' })
  expect(signedUp.status).toBe(201)
  const link = await home.mailedLink(guest.email, '/verify-email')
  const token = new URL(link).searchParams.get('token')
  expect((await home.post('/api/accounts/verify-email', { token })).status).toBe(200)
  const other = await open()
  await signIn(other, guest)
  await other.goto('/shared-with-me')
  await expect(shared(other, 'Plans')).toBeVisible()

  await holdMessages(page)
  await members.getByRole('button', { name: `Remove ${guest.email}` }).click()
  await expect(page.getByText('Only you can see it so far.')).toBeVisible()
  await other.reload()
  await expect(other.getByText('Nothing is shared with you yet')).toBeVisible()
})

test('moving something out of a shared folder asks first', async ({ home, open, person }) => {
  const [owner, viewer] = [await person(), await person()]
  const id = await folder(home, owner, 'Shared')
  await folder(home, owner, 'Inside', id)
  await give(home, owner, id, viewer.username, 'viewer')
  const page = await open()
  await signIn(page, owner)
  await page.goto(`/drive/${id}`)
  const moveUp = async () => {
    await row(page, 'Inside').click({ position: { x: 400, y: 20 } })
    await page.keyboard.press('Control+x')
    await page.getByRole('navigation', { name: 'Location' }).getByRole('link', { name: 'My drive' }).click()
    await expect(row(page, 'Shared')).toBeVisible()
    await page.getByRole('button', { name: /Move .* here/ }).click()
  }
  await moveUp()
  const asked = page.getByRole('dialog', { name: 'Move it out of a shared folder?' })
  await expect(asked).toContainText('‘Shared’')
  await expectAccessible(page)
  await asked.getByRole('button', { name: 'Cancel' }).click()
  await expect(row(page, 'Inside')).toHaveCount(0)
  await page.goto(`/drive/${id}`)
  await moveUp()
  await asked.getByRole('button', { name: 'Move', exact: true }).click()
  await expect(row(page, 'Inside')).toBeVisible()
  const other = await open()
  await signIn(other, viewer)
  await other.goto(`/drive/${id}`)
  await expect(other.getByText('This folder is empty')).toBeVisible()
})
