import type { Page } from '@playwright/test'
import { drop, expect, expectAccessible, newPerson, row, settled, signIn, test, uploaded } from './fixtures'
import { makeTree } from './tree'

const looks = [
  { name: 'light', colorScheme: 'light' as const, contrast: null },
  { name: 'dark', colorScheme: 'dark' as const, contrast: null },
  { name: 'light, high contrast', colorScheme: 'light' as const, contrast: 'more' },
  { name: 'dark, high contrast', colorScheme: 'dark' as const, contrast: 'more' },
]

async function chooseContrast(page: Page, contrast: string | null) {
  if (contrast) await page.addInitScript((value) => localStorage.setItem('share-cloud.contrast', value), contrast)
}

for (const look of looks) {
  test(`the pages of strangers are accessible in ${look.name}`, async ({ open }) => {
    const page = await open({ colorScheme: look.colorScheme })
    await chooseContrast(page, look.contrast)
    const paths = [
      '/sign-in',
      '/sign-up',
      '/find-username',
      '/forgot-password',
      '/reset-password?token=x',
      '/nowhere',
      '/s/none',
    ]
    for (const path of paths) {
      await page.goto(path)
      await expect(page.locator('h1, h2').first()).toBeVisible()
      await expectAccessible(page)
    }
    await page.goto('/sign-up')
    await page.getByRole('button', { name: 'Create account' }).click()
    await expect(page.getByText('Enter a username.')).toBeVisible()
    await expectAccessible(page)
  })

  test(`the pages of an account are accessible in ${look.name}`, async ({ open, person }) => {
    const somebody = await person()
    const page = await open({ colorScheme: look.colorScheme })
    await chooseContrast(page, look.contrast)
    await signIn(page, somebody)
    await expect(page.getByText('A place for your files')).toBeVisible()
    await expectAccessible(page)
    const tree = await makeTree(10, 1_000)
    await drop(page, [tree.path])
    await uploaded(page)
    await expectAccessible(page)
    await row(page, tree.name).click({ position: { x: 400, y: 20 } })
    await expectAccessible(page)
    await row(page, tree.name).click({ button: 'right', position: { x: 400, y: 20 } })
    await expect(page.getByRole('menu')).toBeVisible()
    await expectAccessible(page)
    await page.getByRole('menuitem', { name: 'Share link' }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Create link' }).click()
    const link = await page.getByTestId('share-url').inputValue()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await row(page, tree.name).getByRole('link').click()
    await row(page, '빈 파일.txt').getByRole('button', { name: '빈 파일.txt', exact: true }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await expectAccessible(page)
    for (const path of ['/settings', '/shared-by-me', '/trash', link]) {
      await page.goto(path)
      await expect(page.locator('h1').first()).toBeVisible()
      await expectAccessible(page)
    }
  })
}

test('the page of an unconfirmed person is accessible', async ({ open }) => {
  const somebody = newPerson()
  const page = await open()
  await page.goto('/sign-up')
  await page.getByLabel('Username').fill(somebody.username)
  await page.getByLabel('E-mail').fill(somebody.email)
  await page.getByLabel('Password', { exact: true }).fill(somebody.password)
  await page.keyboard.press('Enter')
  await page.waitForURL('**/welcome')
  await expectAccessible(page)
})

test('nothing moves while a page loads', async ({ open, person }) => {
  const somebody = await person()
  const page = await open()
  await signIn(page, somebody)
  const tree = await makeTree(20, 1_000)
  await drop(page, [tree.path])
  await uploaded(page)
  await page.addInitScript(() => {
    const shifts: string[] = []
    Object.assign(window, { shifts })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; sources: { node?: Node }[] })[]) {
        const where = entry.sources.map(({ node }) => (node as Element | undefined)?.outerHTML?.slice(0, 120))
        shifts.push(`${entry.value.toFixed(4)} ${where.join(' | ')}`)
      }
    }).observe({ type: 'layout-shift', buffered: true })
  })
  // Each with what is there once the page has all that it asks for; whoever is signed in comes from sign-up to the drive.
  const signs = {
    '/drive': 'entry',
    '/settings': 'session',
    '/shared-by-me': 'empty',
    '/trash': 'empty',
    '/sign-up': 'entry',
  }
  for (const [path, sign] of Object.entries(signs)) {
    await page.goto(path)
    await expect(page.getByTestId(sign)).toHaveCount(1)
    await settled(page)
    // What was drawn last is told to the observer before the frame after the next.
    const shifts = await page.evaluate(async () => {
      await document.fonts.ready
      for (const _frame of [1, 2]) await new Promise(requestAnimationFrame)
      return (window as unknown as { shifts: string[] }).shifts
    })
    expect(
      shifts.filter((shift) => Number.parseFloat(shift) > 0.005),
      path,
    ).toEqual([])
  }
})
