import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { drop, expect, row, signIn, test, uploaded } from './fixtures'

async function textFile(name: string, text: string) {
  const path = join(await mkdtemp(join(tmpdir(), 'share-cloud-link-')), name)
  await writeFile(path, text)
  return path
}

async function share(page: Page, name: string, choose: () => Promise<void>) {
  await row(page, name).click({ position: { x: 400, y: 20 } })
  await page.getByRole('toolbar').getByRole('button', { name: 'Share link' }).click()
  await choose()
  await page.getByRole('button', { name: 'Create link' }).click()
  const link = await page.getByTestId('share-url').inputValue()
  await page.keyboard.press('Escape')
  return link
}

test('a link to look only shows the file and has nothing to download', async ({ open, person }) => {
  const page = await open()
  await signIn(page, await person())
  await drop(page, [await textFile('편지.txt', '<script>alert(1)</script> 안녕하세요')])
  await uploaded(page)
  const link = await share(page, '편지.txt', () => page.getByText('Look only').click())
  const visitor = await open()
  await visitor.goto(link)
  await expect(visitor.getByText('This link is for looking only')).toBeVisible()
  await expect(visitor.getByRole('button', { name: /Download/ })).toHaveCount(0)
  await visitor.getByRole('button', { name: 'View' }).click()
  await expect(visitor.getByTestId('text')).toHaveText('<script>alert(1)</script> 안녕하세요')
  await expect(visitor.getByRole('button', { name: /Download/ })).toHaveCount(0)
})

test('a link for one download ends with it', async ({ open, person }) => {
  const page = await open()
  await signIn(page, await person())
  await drop(page, [await textFile('once.txt', 'only once')])
  await uploaded(page)
  const link = await share(page, 'once.txt', async () => {
    await page.getByText('Limit the downloads').click()
    await page.getByLabel('At most').fill('1')
  })
  const visitor = await open()
  await visitor.goto(link)
  await expect(visitor.getByTestId('facts')).toHaveText(/can be downloaded 1 more time/)
  const downloading = visitor.waitForEvent('download')
  await visitor.getByRole('button', { name: 'Download' }).click()
  await downloading
  const second = await open()
  await second.goto(link)
  await expect(second.getByRole('heading', { name: /does not work any more/ })).toBeVisible()
})

test('a link that its owner removed is gone at once', async ({ open, person }) => {
  const page = await open()
  await signIn(page, await person())
  await drop(page, [await textFile('gone.txt', 'soon gone')])
  await uploaded(page)
  const link = await share(page, 'gone.txt', async () => {})
  const visitor = await open()
  await visitor.goto(link)
  await expect(visitor.getByRole('heading', { name: 'gone.txt' })).toBeVisible()
  await page.goto('/shared-by-me')
  await expect(page.getByText('gone.txt')).toBeVisible()
  await page.getByRole('button', { name: 'Menu of the link: gone.txt' }).click()
  await page.getByRole('menuitem', { name: 'Remove link' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove link' }).click()
  await expect(page.getByText('No share links yet')).toBeVisible()
  await visitor.getByRole('button', { name: 'Download' }).click()
  await expect(visitor.getByRole('heading', { name: /does not work any more/ })).toBeVisible()
})
