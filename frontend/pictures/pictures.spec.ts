// The pictures of the README, drawn from a seeded home. Look at them before they are committed.
import { rm } from 'node:fs/promises'
import { devices, type Page } from '@playwright/test'
import { drop, expect, row, signIn, test, tokenOf, uploaded } from '../e2e/fixtures'
import type { Home } from '../e2e/home'
import { put } from '../e2e/samples'
import { draw } from './draw'
import { material, type Material } from './material'
import { stopTheClock, timezoneId } from './moments'
import { content, neighbours, onDisk, send, settle } from './seed'

const look = { colorScheme: 'light', reducedMotion: 'reduce', timezoneId } as const
const desk = { ...look, viewport: { width: 1360, height: 800 }, deviceScaleFactor: 1.25 }
/** For pages with few rows. */
const low = { width: 1100, height: 540 }
const phone = {
  ...devices['Pixel 7'],
  ...look,
  viewport: { width: 390, height: 780 },
  deviceScaleFactor: 2,
  defaultBrowserType: undefined,
}

/** Everything but what has versions. */
async function fill(page: Page, { files, edited }: Material) {
  const sizes = Object.entries(files).map(([path, [bytes]]) => [path, bytes] as const)
  const { folder, top } = await onDisk(Object.fromEntries(sizes.filter(([path]) => path !== edited)))
  await drop(page, top)
  await uploaded(page)
  await rm(folder, { recursive: true })
}

/** A file with its earlier versions. */
async function edit(home: Home, token: string, { edited, earlier, files }: Material) {
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
  for (const [bytes] of [...earlier, files[edited]!]) {
    await put(home, token, edited, content(edited, bytes), type)
  }
}

async function idsOf(home: Home, token: string): Promise<Map<string, string>> {
  const listed = await home.get('/api/folders/root/entries?limit=100', token)
  const { items } = (await listed.json()) as { items: { id: string; name: string }[] }
  return new Map(items.map(({ id, name }) => [name, id]))
}

async function link(home: Home, token: string, body: object): Promise<string> {
  const expires_at = new Date(Date.now() + 7 * 86_400_000).toISOString()
  return ((await send(home, token, 'POST', '/api/shares', { ...body, expires_at })) as { url: string }).url
}

async function give(home: Home, token: string, entry: string, { others, guest }: Material) {
  const roles = [
    [others[0]!.username, 'editor'],
    [others[1]!.username, 'viewer'],
    [guest, 'viewer'],
  ]
  for (const [login, role] of roles) {
    await send(home, token, 'PUT', `/api/entries/${entry}/members`, { login, role })
  }
}

/** The first file stands in its middle, as its fourth part and those after it are held on their way; all others arrive. */
async function comeHalfway(page: Page, { coming }: Material) {
  await page.route(
    (url) => Number(url.searchParams.get('partNumber')) > 3,
    () => undefined,
  )
  const total = page.getByTestId('folder-total')
  const before = Number(await total.getAttribute('data-bytes'))
  const { folder, top } = await onDisk(coming)
  await drop(page, top)
  const [large, ...others] = Object.values(coming).map(Math.round)
  const transfers = page.getByTestId('transfer')
  await expect(transfers.and(page.locator('[data-phase=done]'))).toHaveCount(others.length, { timeout: 120_000 })
  await expect(transfers.filter({ hasText: /48\.0\s?MB \/ 80\.0\s?MB/ })).toBeVisible()
  const arrived = others.reduce((sum, bytes) => sum + bytes, before)
  await expect(total).toHaveAttribute('data-bytes', String(arrived))
  await expect(page.locator('aside').getByTestId('storage-reserved')).toHaveAttribute('data-bytes', String(large))
  return folder
}

/** What buttons are called, in both languages. */
const words = {
  share: /^(Share link|공유 링크)$/,
  details: /^(Details|자세히)$/,
  versions: /^(Earlier versions…|이전 버전…)$/,
  protect: /^(Protect with a password|비밀번호로 보호하기)$/,
  password: /^(Link password|링크 비밀번호)/,
  limit: /^(Limit the downloads|내려받기 횟수 정하기)$/,
  note: /^(Note|메모)/,
  search: /^(Search files and folders|파일과 폴더 검색)$/,
}

async function choose(page: Page, name: string) {
  await page.goto('/drive')
  await row(page, name).click({ position: { x: 400, y: 20 } })
}

for (const locale of ['en', 'ko'] as const) {
  test(`the README's pictures in ${locale}`, async ({ open, home }) => {
    const kept = material[locale]
    const owner = await settle(home, kept.owner, locale)
    const token = await tokenOf(home, owner)
    const visit = async (how: object) => {
      const page = await open({ ...how, locale: locale === 'ko' ? 'ko-KR' : 'en-US' })
      await stopTheClock(page.context(), kept)
      return page
    }
    await neighbours(home, token, kept, locale)

    const page = await visit(desk)
    await signIn(page, owner)
    await fill(page, kept)
    await edit(home, token, kept)
    const ids = await idsOf(home, token)
    const trip = ids.get(kept.trip)!
    const starred = kept.starred.map((name) => ids.get(name))
    await send(home, token, 'POST', '/api/entries/batch', { action: 'star', entry_ids: starred })
    await give(home, token, trip, kept)
    const shared = await link(home, token, { entry_ids: [trip], allow: 'download', note: kept.note })

    await test.step('the drive, with all about a folder', async () => {
      await choose(page, kept.trip)
      await page.getByRole('toolbar').getByRole('button', { name: words.details }).click()
      await expect(page.getByTestId('leading-shares').getByRole('listitem')).toHaveCount(1)
      await draw(page, 'drive', locale)
      await page.getByTestId('details').getByRole('button').first().click()
    })

    await test.step('sharing: people, and what a link asks for', async () => {
      await choose(page, kept.trip)
      await page.getByRole('toolbar').getByRole('button', { name: words.share }).click()
      const dialog = page.getByRole('dialog')
      await expect(dialog.getByText(kept.guest)).toBeVisible()
      await draw(page, 'people', locale, dialog)
      await dialog.getByLabel(words.protect).check()
      await dialog.getByLabel(words.password).fill('여름밤의 파도소리')
      await dialog.locator('select').last().selectOption('week')
      await dialog.getByLabel(words.limit).check()
      await dialog.getByLabel(words.note).fill(kept.note)
      await dialog
        .getByRole('heading')
        .last()
        .evaluate((heading) => heading.scrollIntoView())
      await draw(page, 'share', locale, dialog)
    })

    await test.step('earlier versions', async () => {
      await choose(page, kept.edited)
      await row(page, kept.edited).click({ button: 'right', position: { x: 400, y: 20 } })
      await page.getByRole('menuitem', { name: words.versions }).click()
      await expect(page.getByTestId('versions').getByRole('listitem')).toHaveCount(4)
      await draw(page, 'versions', locale, page.getByRole('dialog'))
    })

    await test.step('searching as one types', async () => {
      await page.setViewportSize(low)
      await page.goto('/drive')
      await page.getByRole('textbox', { name: words.search }).fill(kept.search)
      await expect(page.getByTestId('found')).toHaveCount(3)
      await draw(page, 'search', locale)
    })

    await test.step('what admins see', async () => {
      await page.goto('/admin')
      await expect(page.getByTestId('account')).toHaveCount(1 + kept.others.length)
      await draw(page, 'admin', locale)
    })

    await test.step('on a phone: the link, a request for files, the drive', async () => {
      const stranger = await visit(phone)
      await stranger.goto(shared)
      await expect(stranger.getByTestId('facts')).toBeVisible()
      await draw(stranger, 'link', locale)
      const { folder, note, files } = kept.request
      const made = (await send(home, token, 'POST', '/api/folders', { parent_id: 'root', name: folder })) as {
        id: string
      }
      const asked = { entry_ids: [made.id], allow: 'drop', note, max_files: 200, max_bytes: 500 * 1024 ** 2 }
      await stranger.goto(await link(home, token, asked))
      const { folder: disk, top } = await onDisk(files)
      await stranger.getByTestId('files').setInputFiles(top)
      await expect(stranger.locator('[data-state=sent]')).toHaveCount(top.length)
      await draw(stranger, 'request', locale)
      await rm(disk, { recursive: true })
      const hand = await visit(phone)
      await signIn(hand, owner)
      await expect(row(hand, kept.trip)).toBeVisible()
      await draw(hand, 'phone', locale)
    })

    await test.step('an upload in its middle', async () => {
      await page.setViewportSize(desk.viewport)
      await page.goto('/drive')
      await expect(row(page, kept.trip)).toBeVisible()
      const disk = await comeHalfway(page, kept)
      await draw(page, 'upload', locale)
      await rm(disk, { recursive: true })
      await page.unrouteAll({ behavior: 'ignoreErrors' })
    })
  })
}
