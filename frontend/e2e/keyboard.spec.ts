import { mkdtemp, mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { drop, expect, row, signIn, test, uploaded } from './fixtures'

async function smallTree() {
  const root = await mkdtemp(join(tmpdir(), 'share-cloud-keys-'))
  for (const name of ['가을', '봄', '여름']) {
    await mkdir(join(root, name))
    await writeFile(join(root, name, `${name}.txt`), `${name} 이야기`)
  }
  return ['가을', '봄', '여름'].map((name) => join(root, name))
}

test('the drive works with the keyboard alone', async ({ open, person }) => {
  const somebody = await person()
  const page = await open()
  await page.goto('/sign-in')
  await page.keyboard.press('Tab')
  while (!(await page.evaluate(() => document.activeElement?.getAttribute('name') === 'username'))) {
    await page.keyboard.press('Tab')
  }
  await page.keyboard.type(somebody.username)
  await page.keyboard.press('Tab')
  await page.keyboard.type(somebody.password)
  await page.keyboard.press('Enter')
  await page.waitForURL('**/drive')
  await expect(page.getByText('A place for your files')).toBeVisible()
  await drop(page, await smallTree())
  await uploaded(page)
  await expect(row(page, '여름')).toBeVisible()

  const grid = page.getByRole('grid')
  await grid.focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Shift+ArrowDown')
  await expect(page.getByRole('toolbar')).toHaveText(/2 selected/)
  await page.keyboard.press('Control+a')
  await expect(page.getByRole('toolbar')).toHaveText(/3 selected/)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('toolbar')).toHaveCount(0)

  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: '여름' })).toBeVisible()
  await page.getByRole('grid').focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('text')).toHaveText('여름 이야기')
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('text')).toHaveCount(0)
  await page.getByRole('grid').focus()
  await page.keyboard.press('Backspace')
  await expect(page.getByRole('heading', { name: 'My drive' })).toBeVisible()

  // Back and forward find the folder, and its selection, as they were left.
  await page.goBack()
  await expect(page.getByRole('heading', { name: '여름' })).toBeVisible()
  await expect(row(page, '여름.txt')).toHaveAttribute('aria-selected', 'true')
  await page.goForward()
  await expect(page.getByRole('heading', { name: 'My drive' })).toBeVisible()

  // The menu of the chosen row, by its key.
  await page.getByRole('grid').focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('ContextMenu')
  await expect(page.getByRole('menuitem', { name: 'Share link' })).toBeVisible()
  await page.keyboard.type('Sh')
  await expect(page.getByRole('menuitem', { name: 'Share link' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Create a share link' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)

  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)

  await page.getByTestId('user-menu').focus()
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('menuitem', { name: 'Settings' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('user-menu')).toBeFocused()
})

test('Enter that ends a Korean syllable submits nothing', async ({ open, person }) => {
  const somebody = await person('ko')
  const page = await open({ locale: 'ko-KR' })
  await signIn(page, somebody)
  await page.getByRole('button', { name: '새로 만들기' }).first().click()
  await page.getByRole('menuitem', { name: '새 폴더' }).click()
  const field = page.getByLabel('폴더 이름')
  await expect(field).toBeFocused()
  const session = await page.context().newCDPSession(page)
  await session.send('Input.imeSetComposition', { text: '바닷', selectionStart: 2, selectionEnd: 2 })
  // What the browser reports while a syllable is open: the key is being used by the input method.
  const key = { key: 'Process', code: 'Enter', windowsVirtualKeyCode: 229 }
  await session.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...key })
  await field.evaluate((input) =>
    input.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true }),
    ),
  )
  await session.send('Input.insertText', { text: '바닷가' })
  await session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key })
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(row(page, '바닷가')).toBeVisible()
})
