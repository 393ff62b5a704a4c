import { devices } from '@playwright/test'
import { drop, expect, expectAccessible, row, signIn, test, uploaded } from './fixtures'
import { makeTree } from './tree'

const phone = { ...devices['Pixel 7'], viewport: { width: 390, height: 844 }, defaultBrowserType: undefined }

test('on a phone the drive has a drawer, taps open, and nothing is wider than the screen', async ({
  open,
  person,
}) => {
  const somebody = await person('ko')
  const page = await open({ ...phone, locale: 'ko-KR' })
  await signIn(page, somebody)
  const tree = await makeTree(10, 1_000)
  await drop(page, [tree.path])
  await uploaded(page)
  await page.getByRole('button', { name: '목록 닫기' }).click()

  const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)
  expect(await fits()).toBe(true)

  await page.getByRole('button', { name: '메뉴 열기' }).tap()
  await expect(page.getByRole('dialog', { name: '주 메뉴' }).getByTestId('storage-used')).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.press('Escape')

  await row(page, tree.name).tap({ position: { x: 200, y: 40 } })
  await expect(page.getByRole('heading', { name: tree.name })).toBeVisible()
  await expect(row(page, '첫째 날')).toBeVisible()
  expect(await fits()).toBe(true)
  await expectAccessible(page)

  // No keys are told to who has none, and a heading stands over no column that is not there.
  await page.getByRole('button', { name: '첫째 날 더 보기' }).tap()
  await expect(page.getByRole('menuitem', { name: '이름 바꾸기' })).toBeVisible()
  await expect(page.getByRole('menu').locator('kbd').first()).toBeHidden()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('grid').getByText('정렬', { exact: true })).toBeVisible()

  // Two clicks on that button are no double click on the row, which would open it.
  await page.getByRole('button', { name: '첫째 날 더 보기' }).dblclick()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('heading', { name: tree.name })).toBeVisible()

  // The row's own button, for thumbs that do not press long; a second tap on it soon after is no double click on the row.
  await page.getByRole('button', { name: '첫째 날 더 보기' }).tap()
  await page.getByRole('menuitem', { name: '공유 링크' }).tap()
  await page.getByRole('button', { name: '링크 만들기' }).tap()
  const link = await page.getByTestId('share-url').inputValue()
  expect(await fits()).toBe(true)
  await expectAccessible(page)

  const visitor = await open({ ...phone, locale: 'ko-KR' })
  await visitor.goto(link)
  await expect(visitor.getByRole('heading', { name: '첫째 날' })).toBeVisible()
  expect(await visitor.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
  await expectAccessible(visitor)
})
