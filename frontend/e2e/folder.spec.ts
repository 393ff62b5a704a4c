import { expect, row, signIn, test, tokenOf } from './fixtures'

/** More than a first page, and more than fit the window by far. */
const COUNT = 400

test('a long folder shows only the rows in sight, loads on as one scrolls, and is found again as it was left', async ({
  open,
  person,
  home,
}) => {
  const somebody = await person()
  const token = await tokenOf(home, somebody)
  for (let from = 1; from <= COUNT; from += 10) {
    const names = Array.from({ length: 10 }, (_, offset) => `폴더 ${from + offset}`)
    const made = await Promise.all(names.map((name) => home.post('/api/folders', { parent_id: 'root', name }, token)))
    expect(made.map(({ status }) => status)).toEqual(names.map(() => 201))
  }
  const page = await open()
  await signIn(page, somebody)
  await expect(row(page, '폴더 1')).toBeVisible()
  const rows = page.getByTestId('entry')
  expect(await rows.count()).toBeLessThan(60)

  // Names are in natural order: 2 before 10, and the last one last.
  await page.getByRole('grid').focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await expect(row(page, '폴더 2')).toHaveAttribute('aria-selected', 'true')
  await expect(async () => {
    await page.keyboard.press('End')
    await expect(row(page, `폴더 ${COUNT}`)).toBeInViewport({ timeout: 500 })
  }).toPass({ timeout: 60_000 })
  expect(await rows.count()).toBeLessThan(60)

  const scroller = page.locator('[role=rowgroup]')
  await scroller.evaluate((element) => (element.scrollTop = 12_345))
  await expect.poll(() => scroller.evaluate((element) => element.scrollTop)).toBe(12_345)
  // The position is written once the list stands still.
  await expect.poll(() => page.evaluate(() => history.state.remembered.scroll)).toBe(12_345)
  const name = await rows.evaluateAll((shown) => {
    const inSight = shown.find((element) => element.getBoundingClientRect().top > 300)!
    return (inSight as HTMLElement).dataset.name!
  })
  await row(page, name).getByRole('link').click()
  await expect(page.getByText('This folder is empty')).toBeVisible()
  await page.goBack()
  await expect.poll(() => scroller.evaluate((element) => element.scrollTop)).toBe(12_345)
  await expect(row(page, name)).toBeInViewport()
})

test('sorting is told to the server and remembered', async ({ open, person, home }) => {
  const somebody = await person()
  const token = await tokenOf(home, somebody)
  for (const name of ['가', '나', '다']) await home.post('/api/folders', { parent_id: 'root', name }, token)
  const page = await open()
  await signIn(page, somebody)
  const names = () =>
    page.getByTestId('entry').evaluateAll((rows) => rows.map((shown) => (shown as HTMLElement).dataset.name))
  await expect(row(page, '가')).toBeVisible()
  expect(await names()).toEqual(['가', '나', '다'])
  await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click()
  await expect.poll(names).toEqual(['다', '나', '가'])
  await expect(page.getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'descending')
  await page.reload()
  await expect.poll(names).toEqual(['다', '나', '가'])
})
