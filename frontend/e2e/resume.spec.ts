import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Page, Request, Route } from '@playwright/test'
import { expect, row, signIn, test, uploaded } from './fixtures'
import { hash } from './tree'

const MIB = 1024 * 1024
const PARTS = 8

async function largeFile() {
  const path = join(await mkdtemp(join(tmpdir(), 'share-cloud-large-')), '큰 영상.mov')
  const content = randomBytes(PARTS * 16 * MIB - 12_345)
  await writeFile(path, content)
  return { path, sha256: hash(content), sizeBytes: content.length }
}

/** Counts the parts that the store took, told apart by what their URLs say before the signature. */
function countParts(page: Page) {
  const stored: string[] = []
  page.on('response', (response) => {
    const part = partOf(response.request())
    if (part && response.ok()) stored.push(part)
  })
  return stored
}

function partOf(request: Request): string | null {
  const url = new URL(request.url())
  if (request.method() !== 'PUT' || url.pathname.startsWith('/api/')) return null
  return `${url.pathname}#${url.searchParams.get('partNumber')}`
}

/** Lets as many parts through and holds the others on their way, so that an upload stands in its middle however fast the machine is. */
async function holdPartsAfter(page: Page, count: number) {
  const held = new Set<Route>()
  let passed = 0
  await page.route(
    (url) => url.searchParams.has('partNumber'),
    async (route) => {
      passed += 1
      if (passed <= count) return route.continue()
      held.add(route)
    },
  )
  page.on('requestfailed', (request) => {
    for (const route of held) if (route.request() === request) held.delete(route)
  })
  return {
    /** Parts that have left the page and not arrived. */
    held,
    /** What is held goes on; what comes later is held again. */
    async letArrive() {
      const now = [...held]
      held.clear()
      for (const route of now) await route.continue()
    },
    /** What is held goes on, and nothing is held any more. */
    async release() {
      await page.unrouteAll({ behavior: 'ignoreErrors' })
      for (const route of held) await route.continue().catch(() => undefined)
    },
  }
}

async function pickFiles(page: Page, paths: string[], begin: () => Promise<void>) {
  const choosing = page.waitForEvent('filechooser')
  await begin()
  await (await choosing).setFiles(paths)
}

async function uploadByPicker(page: Page, path: string) {
  await pickFiles(page, [path], async () => {
    await page.getByRole('button', { name: 'New', exact: true }).first().click()
    await page.getByRole('menuitem', { name: 'Upload files' }).click()
  })
}

async function downloaded(page: Page, name: string): Promise<string> {
  const downloading = page.waitForEvent('download')
  await row(page, name).click({ position: { x: 400, y: 20 } })
  await page.getByRole('toolbar').getByRole('button', { name: 'Download' }).click()
  return hash(await readFile(await (await downloading).path()))
}

test('after a reload the same file goes on, and no stored part is sent again', async ({ open, person, home }) => {
  const somebody = await person()
  const page = await open()
  await signIn(page, somebody)
  const file = await largeFile()
  const hold = await holdPartsAfter(page, 2)
  const before = countParts(page)
  await uploadByPicker(page, file.path)
  await expect.poll(() => before.length, { timeout: 120_000 }).toBe(2)

  // Leaving now is warned of.
  const asked = page.waitForEvent('dialog')
  const reloading = page.reload()
  await (await asked).accept()
  await reloading
  await hold.release()

  const dock = page.getByTestId('transfers')
  await expect(dock.getByText(/not finished last time/)).toBeVisible()
  // The header counts what waits, by what is stored of it, and says what to do.
  await expect(dock.getByText('1 upload to finish')).toBeVisible()
  await expect(dock.getByTestId('transfers-amount')).toHaveText(
    /^32\.0\sMB of 128\.0\sMB uploaded · choose the file again to go on$/,
  )
  await expect(dock.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '25')
  await expect(page.locator('aside').getByTestId('storage-reserved')).toHaveAttribute(
    'data-bytes',
    String(file.sizeBytes),
  )

  // Another file of the same name and size is found out by its parts' hashes.
  const other = join(await mkdtemp(join(tmpdir(), 'share-cloud-other-')), basename(file.path))
  await writeFile(other, Buffer.alloc(file.sizeBytes, 1))
  await pickFiles(page, [other], () => dock.getByRole('button', { name: 'Continue' }).click())
  await expect(dock.getByText(/not the file that was uploading before/)).toBeVisible({ timeout: 120_000 })

  const after = countParts(page)
  await pickFiles(page, [file.path], () => dock.getByRole('button', { name: 'Continue' }).click())
  await uploaded(page)
  expect(new Set(after).size).toBe(after.length)
  expect(after.length).toBe(PARTS - 2)
  expect(await downloaded(page, basename(file.path))).toBe(file.sha256)
  await expect(page.locator('aside').getByTestId('storage-reserved')).toHaveCount(0)
  await expect(page.locator('aside').getByTestId('storage-used')).toHaveAttribute(
    'data-bytes',
    String(file.sizeBytes),
  )
  const audit = await home.audit()
  expect(audit.ok, audit.said).toBe(true)
})

test('kill -9 of the server in the middle: the upload goes on by itself when it is back', async ({
  open,
  person,
  home,
}) => {
  const somebody = await person()
  const page = await open()
  await signIn(page, somebody)
  const file = await largeFile()
  const hold = await holdPartsAfter(page, 2)
  const stored = countParts(page)
  await uploadByPicker(page, file.path)
  await expect.poll(() => stored.length, { timeout: 120_000 }).toBe(2)
  await home.kill()
  await hold.release()
  await expect(page.getByTestId('transfer').getByText('Trying again in a moment')).toBeVisible({ timeout: 60_000 })
  await home.run()
  await uploaded(page)
  expect(new Set(stored).size).toBe(PARTS)
  expect(stored.length).toBe(PARTS)
  expect(await downloaded(page, basename(file.path))).toBe(file.sha256)
})

test('pausing lets arrive what is on its way, resuming goes on, cancelling gives the room back', async ({
  open,
  person,
}) => {
  const somebody = await person()
  const page = await open()
  await signIn(page, somebody)
  const file = await largeFile()
  const hold = await holdPartsAfter(page, 1)
  const stored = countParts(page)
  await uploadByPicker(page, file.path)
  await expect.poll(() => [stored.length, hold.held.size > 0], { timeout: 120_000 }).toEqual([1, true])
  await page.getByRole('button', { name: 'Pause all' }).click()
  const dock = page.getByTestId('transfers')
  await expect(dock.getByText('Pausing…', { exact: true })).toBeVisible()
  await expect(dock.getByTestId('transfer')).toContainText('Pausing…')
  // What is on its way arrives, and nothing else sets out.
  const under = hold.held.size
  await hold.letArrive()
  await expect(dock.getByText('Paused', { exact: true })).toBeVisible()
  await expect(dock.getByTestId('transfer')).toContainText('Paused')
  const arrived = stored.length
  expect(arrived).toBe(1 + under)
  const sent = new RegExp(`^${arrived * 16}\\.0\\sMB of 128\\.0\\sMB$`)
  await expect(dock.getByTestId('transfers-amount')).toHaveText(sent)
  expect(hold.held.size).toBe(0)
  // What is reserved for it is shown while it stands, as held, and leads to where it can be given back.
  const reserved = page.locator('aside').getByTestId('storage-reserved')
  await expect(reserved).toHaveAttribute('data-bytes', String(file.sizeBytes))
  await expect(reserved).toHaveText(/held by unfinished uploads/)
  await reserved.click()
  await expect(page.getByTestId('open-uploads')).toContainText(basename(file.path))
  await page.goBack()
  await page.getByRole('button', { name: 'Resume all' }).click()
  await expect.poll(() => hold.held.size).toBeGreaterThan(0)
  expect(stored.length).toBe(arrived)
  await page.getByRole('button', { name: /Cancel upload of/ }).click()
  await expect(reserved).toHaveCount(0)
  await expect(page.locator('aside').getByTestId('storage-used')).toHaveAttribute('data-bytes', '0')
})

test('files with a taken name can be kept beside the old ones, or skipped', async ({ open, person }) => {
  const somebody = await person()
  const page = await open()
  await signIn(page, somebody)
  const small = join(await mkdtemp(join(tmpdir(), 'share-cloud-small-')), '메모.txt')
  await writeFile(small, 'one')
  await uploadByPicker(page, small)
  await uploaded(page)
  await writeFile(small, 'two!')
  await uploadByPicker(page, small)
  const dock = page.getByTestId('transfers')
  await dock.getByRole('button', { name: 'Keep both' }).click()
  await expect(row(page, '메모 (2).txt')).toBeVisible()
  await uploadByPicker(page, small)
  await dock.getByRole('button', { name: 'Skip' }).click()
  await expect(dock.getByRole('alert')).toHaveCount(0)
  await expect(page.getByTestId('folder-total')).toHaveAttribute('data-bytes', '7')
})
