// A folder of very many: what is meant for all of it reaches all of it, and the page stays small.
import { expect, row, signIn, test, tokenOf } from './fixtures'

/** More than a first page and a largest one; another number of more than 200 by SHARE_CLOUD_E2E_ENTRIES. */
const COUNT = Number(process.env.SHARE_CLOUD_E2E_ENTRIES ?? 1_200)

test('in a folder of very many the keys reach its end and everything in it, and few rows are drawn', async ({
  open,
  person,
  home,
}) => {
  const somebody = await person()
  const token = await tokenOf(home, somebody)
  const made = await home.post('/api/folders', { parent_id: 'root', name: 'Many' }, token)
  const { id: parent_id } = (await made.json()) as { id: string }
  const allSelected = new RegExp(`^\\s*${COUNT} selected`)
  const names = Array.from({ length: COUNT }, (_, index) => `item ${index + 1}`)
  names[COUNT - 1] = '하늘'
  const waiting = [...names]
  const make = async () => {
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      const answer = await home.post('/api/folders', { parent_id, name }, token)
      if (answer.status === 503) waiting.push(name)
      else expect(answer.status).toBe(201)
    }
  }
  await Promise.all(Array.from({ length: 8 }, make))

  const page = await open()
  await signIn(page, somebody)
  await page.goto(`/drive/${parent_id}`)
  const grid = page.getByRole('grid')
  await expect(row(page, 'item 1')).toBeVisible()
  await grid.focus()
  await page.keyboard.press('End')
  await expect(row(page, '하늘')).toBeInViewport()
  await expect(row(page, '하늘')).toHaveAttribute('aria-selected', 'true')
  await expect(grid).toHaveAttribute('aria-rowcount', String(COUNT + 1))
  await page.keyboard.press('Home')
  await expect(row(page, 'item 1')).toBeInViewport()
  await page.keyboard.press('Control+a')
  await expect(page.getByRole('toolbar')).toHaveText(allSelected)
  await page.keyboard.press('Escape')

  // The whole way down in steps: there are always rows in sight, in their order, and never many.
  const walk = await page.getByRole('rowgroup').evaluate(async (scroller) => {
    const seen: { rows: number; empty: boolean }[] = []
    for (let at = 0; at < scroller.scrollHeight; at += scroller.scrollHeight / 40) {
      scroller.scrollTop = at
      for (const _frame of [1, 2]) await new Promise(requestAnimationFrame)
      const box = scroller.getBoundingClientRect()
      const rows = [...scroller.querySelectorAll('[data-testid=entry]')].map((one) => one.getBoundingClientRect())
      const middle = box.top + box.height / 2
      seen.push({ rows: rows.length, empty: !rows.some(({ top, bottom }) => top <= middle && bottom >= middle) })
    }
    return seen
  })
  expect(Math.max(...walk.map(({ rows }) => rows))).toBeLessThan(60)
  expect(walk.filter(({ empty }) => empty)).toEqual([])

  // Right after a reload only the first page is there; what is typed and Select all look further.
  await page.reload()
  await expect(page.getByTestId('entry').first()).toBeVisible()
  await grid.focus()
  const late = `item ${COUNT - 50}`
  await page.keyboard.type(late)
  await expect(row(page, late)).toBeInViewport()
  await expect(row(page, late)).toHaveAttribute('aria-selected', 'true')
  await page.reload()
  await expect(page.getByTestId('entry').first()).toBeVisible()
  await page.getByRole('checkbox', { name: 'Select all' }).check()
  await expect(page.getByRole('toolbar')).toHaveText(allSelected)
})
