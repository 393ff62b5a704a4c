// The main job on real input: hundreds of real files and one of a gigabyte, from a stranger's sign-up to another stranger's download,
// with a kill -9 in the middle of the large upload. `SHARE_CLOUD_BIN` names the program; without it the debug build is taken.
import { readFile, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Page } from '@playwright/test'
import { drop, expect, newPerson, row, test, uploaded } from '../e2e/fixtures'
import type { Home } from '../e2e/home'
import { unzip } from '../e2e/unzip'
import { realTree } from './real-tree'

const MIB = 1024 * 1024
const LARGE_BYTES = 1024 * MIB + 12_345
const QUOTA_BYTES = 10 * 1024 * MIB
const HOUR_MS = 60 * 60_000

/** What was measured, printed at the end. */
const figures: Record<string, string> = {}

function keep(name: string, value: string) {
  figures[name] = value
}

function keepSpeed(name: string, bytes: number, sinceMs: number) {
  const seconds = (performance.now() - sinceMs) / 1000
  keep(name, `${seconds.toFixed(1)} s, ${(bytes / MIB / seconds).toFixed(1)} MiB/s`)
}

/** The most memory that the process ever had, as Linux counts it. */
async function peakMemory(home: Home) {
  const status = await readFile(`/proc/${home.pid}/status`, 'utf8').catch(() => '')
  return /VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? '?'
}

/** How often each part was answered as stored; `onStored` hears of each at once. */
function watchParts(page: Page, onStored: (parts: number) => void) {
  const stored = new Map<string, number>()
  page.on('response', (response) => {
    const url = new URL(response.url())
    const number = url.searchParams.get('partNumber')
    if (response.request().method() !== 'PUT' || number === null || !response.ok()) return
    const part = `${url.pathname}#${number}`
    stored.set(part, (stored.get(part) ?? 0) + 1)
    onStored(stored.size)
  })
  return stored
}

async function expectClean(home: Home, when: string) {
  const audit = await home.audit()
  expect(audit.ok, `${when}: ${audit.said}`).toBe(true)
  keep(`audit ${when}`, audit.said.trim().split('\n').at(-1) ?? '')
}

test('hundreds of real files and a gigabyte go up through a kill -9 and come down unharmed', async ({
  open,
  home,
}) => {
  const tree = await realTree(LARGE_BYTES)
  expect(tree.files.size).toBeGreaterThan(300)
  keep('files', `${tree.files.size} in ${new Set([...tree.files.keys()].map(dirname)).size} folders`)
  keep('bytes', String(tree.totalBytes))
  const person = newPerson()
  const page = await open({ locale: 'ko-KR' })

  await test.step('sign up and confirm with the letter in the outbox', async () => {
    await page.goto('/sign-up')
    await page.getByLabel('아이디').fill(person.username)
    await page.getByLabel('이메일').fill(person.email)
    await page.getByLabel('비밀번호', { exact: true }).fill(person.password)
    await page.getByRole('button', { name: '계정 만들기' }).click()
    await page.waitForURL('**/welcome')
    const tab = await page.context().newPage()
    await tab.goto(await home.mailedLink(person.email, '/verify-email'))
    await expect(tab.getByText(/인증했어요/)).toBeVisible()
    await tab.close()
    await page.waitForURL('**/drive')
    await expect(page.getByTestId('folder-total')).toHaveAttribute('data-bytes', '0')
  })

  await test.step('drop the folder; the program is killed in the middle of the large file and goes on', async () => {
    let killing: Promise<void> | null = null
    let killedAfter = 0
    const stored = watchParts(page, (parts) => {
      if (parts < 20 || killing) return
      killedAfter = parts
      killing = home.kill().then(() => home.run())
    })
    const since = performance.now()
    await drop(page, [tree.path])
    await uploaded(page, HOUR_MS)
    keepSpeed('up, with the kill and the start between', tree.totalBytes, since)
    await killing
    keep('killed after', `${killedAfter} parts`)
    expect(killedAfter).toBeGreaterThanOrEqual(20)
    expect(stored.size).toBe(Math.ceil(LARGE_BYTES / (16 * MIB)))
    expect([...stored.values()].filter((times) => times !== 1)).toEqual([])
    keep('parts of the large file', `${stored.size}, each stored once`)
  })

  await test.step('totals and storage bar are right to the byte', async () => {
    const storage = page.locator('aside').getByTestId('storage')
    await expect(row(page, tree.name).locator('.size')).toHaveAttribute('data-bytes', String(tree.totalBytes))
    await expect(page.getByTestId('folder-total')).toHaveAttribute('data-bytes', String(tree.totalBytes))
    await expect(storage.getByTestId('storage-used')).toHaveAttribute('data-bytes', String(tree.totalBytes))
    await expect(storage.getByTestId('storage-free')).toHaveAttribute(
      'data-bytes',
      String(QUOTA_BYTES - tree.totalBytes),
    )
    await expect(storage.getByTestId('storage-reserved')).toHaveCount(0)
    await expectClean(home, 'beside the running home')
  })

  const link = await test.step('share it with a password', async () => {
    await row(page, tree.name).click({ position: { x: 400, y: 20 } })
    await page.getByRole('toolbar').getByRole('button', { name: '공유 링크' }).click()
    await page.getByText('비밀번호로 보호하기').click()
    await page.getByLabel('링크 비밀번호').fill('여름밤의 파도소리')
    await page.getByRole('button', { name: '링크 만들기' }).click()
    return page.getByTestId('share-url').inputValue()
  })

  await test.step('another browser profile downloads it as one zip: every file has its SHA-256', async () => {
    const visitor = await open({ locale: 'ko-KR' })
    await visitor.goto(link)
    await visitor.getByLabel('비밀번호', { exact: true }).fill('여름밤의 파도소리')
    await visitor.keyboard.press('Enter')
    await expect(visitor.getByTestId('facts')).toHaveAttribute('data-bytes', String(tree.totalBytes))
    const since = performance.now()
    const downloading = visitor.waitForEvent('download')
    await visitor.getByRole('button', { name: '내려받기', exact: true }).first().click()
    const path = await (await downloading).path()
    keepSpeed('down as one zip', tree.totalBytes, since)
    const expected = Object.fromEntries([...tree.files].map(([file, what]) => [`${tree.name}/${file}`, what]).sort())
    expect(Object.fromEntries([...(await unzip(path))].sort())).toEqual(expected)
    keep('SHA-256', `equal for all ${tree.files.size} files`)
  })

  keep('most memory of the program since its second start', `${await peakMemory(home)} kB`)
  await home.stop()
  await expectClean(home, 'alone')
  await rm(dirname(tree.path), { recursive: true })
  console.log(
    Object.entries(figures)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n'),
  )
})
