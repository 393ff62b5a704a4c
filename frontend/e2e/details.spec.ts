// The panel with everything about what is chosen.
import { createHash } from 'node:crypto'
import { devices } from '@playwright/test'
import { expect, expectAccessible, row, signIn, test, tokenOf } from './fixtures'
import { put } from './samples'

const phone = { ...devices['Pixel 7'], viewport: { width: 390, height: 844 }, defaultBrowserType: undefined }

test('the panel tells all about a file, a folder and several, and which links lead there', async ({
  open,
  person,
  home,
}) => {
  const somebody = await person()
  const token = await tokenOf(home, somebody)
  const made = await home.post('/api/folders', { parent_id: 'root', name: 'Trip' }, token)
  const { id: folder } = (await made.json()) as { id: string }
  const words = 'x'.repeat(1_234_567)
  await put(home, token, 'note.txt', words, 'text/plain', folder)
  await put(home, token, 'other.txt', 'abc', 'text/plain', folder)
  const share = { entry_ids: [folder], allow: 'view', password: '바다와 하늘과 별' }
  expect((await home.post('/api/shares', share, token)).status).toBe(201)

  const page = await open()
  await signIn(page, somebody)
  await page.goto(`/drive/${folder}`)
  await row(page, 'note.txt').click({ position: { x: 400, y: 20 } })
  await page.keyboard.press('Control+i')
  const panel = page.getByTestId('details')
  await expect(panel.getByRole('heading', { name: 'note.txt' })).toBeVisible()
  await expect(panel.getByTestId('details-size')).toHaveText('1.2 MB · 1,234,567 bytes')
  await expect(panel.getByTestId('checksum')).toHaveText(createHash('sha256').update(words).digest('hex'))
  await expect(panel).toContainText('Text · text/plain')
  await expect(panel.getByRole('link', { name: 'My drive' })).toBeVisible()
  await expect(panel.getByRole('link', { name: 'Trip' })).toBeVisible()
  await expect(panel.getByTestId('leading-shares')).toHaveText(
    /Look only · with a password\s*Through the folder ‘Trip’/,
  )
  await expectAccessible(page)

  await page.keyboard.press('Control+a')
  await expect(panel.getByRole('heading', { name: '2 selected' })).toBeVisible()
  await expect(panel.getByTestId('details-size')).toHaveAttribute('data-bytes', String(1_234_567 + 3))
  await page.keyboard.press('Escape')
  await expect(panel.getByRole('heading', { name: 'Trip' })).toBeVisible()
  await expect(panel.getByTestId('details-size')).toHaveAttribute('data-bytes', String(1_234_567 + 3))
  await expect(panel).toContainText('2 files')

  // A link that is made meanwhile is there when the dialog is closed.
  await row(page, 'other.txt').click({ position: { x: 400, y: 20 } })
  await panel.getByRole('button', { name: 'Create a share link' }).click()
  await page.getByRole('button', { name: 'Create link' }).click()
  await expect(page.getByTestId('share-url')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(panel.getByTestId('leading-shares').getByRole('listitem')).toHaveCount(2)
  await panel.getByRole('button', { name: 'See earlier versions' }).click()
  await expect(page.getByRole('dialog')).toContainText('other.txt')
  await page.keyboard.press('Escape')
  await panel.getByRole('button', { name: 'Close details' }).click()
  await expect(panel).toHaveCount(0)
})

test('on a phone the panel is a sheet', async ({ open, person, home }) => {
  const somebody = await person('ko')
  const token = await tokenOf(home, somebody)
  await put(home, token, '1.txt', '하나', 'text/plain')
  const page = await open({ ...phone, locale: 'ko-KR' })
  await signIn(page, somebody)
  const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)
  await page.getByRole('button', { name: '1.txt 더 보기' }).tap()
  await page.getByRole('menuitem', { name: '자세히' }).tap()
  const panel = page.getByTestId('details')
  await expect(panel.getByTestId('details-size')).toHaveText('6B')
  // Without a box to tick, the file's own icon shows that it is chosen, and no other.
  const marked = await row(page, '1.txt')
    .locator('svg')
    .evaluateAll((icons) => icons.map((icon) => getComputedStyle(icon).outlineStyle))
  expect(marked.map((style) => style !== 'none')).toEqual([true, false])
  expect(await fits()).toBe(true)
  await expectAccessible(page)
  await panel.getByRole('button', { name: '자세히 닫기' }).tap()
  await page.getByRole('button', { name: '선택 해제' }).tap()
  await expect(page.getByRole('toolbar')).toHaveCount(0)
})

test('on a phone files turn with a finger', async ({ open, person, home }) => {
  const somebody = await person('ko')
  const token = await tokenOf(home, somebody)
  await put(home, token, '1.txt', '하나', 'text/plain')
  await put(home, token, '2.txt', '둘', 'text/plain')
  const page = await open({ ...phone, locale: 'ko-KR' })
  await signIn(page, somebody)
  const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)
  await row(page, '1.txt').tap({ position: { x: 200, y: 40 } })
  await expect(page.getByTestId('text')).toHaveText('하나')
  expect(await fits()).toBe(true)
  await expectAccessible(page)
  // A finger goes down at one place and up at another, on the text.
  const swipe = (from: number, to: number) =>
    page.getByTestId('text').evaluate(
      (target, [from, to]) => {
        const at = (clientX: number) => new Touch({ identifier: 1, target, clientX, clientY: 400 })
        const tell = (type: string, touches: Touch[], changedTouches: Touch[]) =>
          target.dispatchEvent(new TouchEvent(type, { touches, changedTouches, bubbles: true, cancelable: true }))
        tell('touchstart', [at(from)], [at(from)])
        tell('touchend', [], [at(to)])
      },
      [from, to] as const,
    )
  await swipe(320, 60)
  await expect(page.getByTestId('text')).toHaveText('둘')
  await swipe(60, 320)
  await expect(page.getByTestId('text')).toHaveText('하나')
})
