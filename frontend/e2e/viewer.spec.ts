// Looking at files: every kind, one after the other, in the drive and through a link.
import type { Page } from '@playwright/test'
import { expect, expectAccessible, row, signIn, test, tokenOf } from './fixtures'
import { pdf, png, put, wav } from './samples'

const MIB = 1024 * 1024

/** A second of film, as the browser records it. */
async function film(page: Page): Promise<Buffer> {
  const base64 = await page.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 160, height: 90 })
    const brush = canvas.getContext('2d')!
    const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: 'video/webm' })
    const pieces: Blob[] = []
    recorder.ondataavailable = ({ data }) => pieces.push(data)
    const ended = new Promise((resolve) => (recorder.onstop = resolve))
    recorder.start()
    for (let frame = 0; frame < 30; frame += 1) {
      brush.fillStyle = `hsl(${frame * 12} 60% 40%)`
      brush.fillRect(0, 0, 160, 90)
      await new Promise((resolve) => setTimeout(resolve, 40))
    }
    recorder.stop()
    await ended
    const bytes = new Uint8Array(await new Blob(pieces).arrayBuffer())
    return btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ''))
  })
  return Buffer.from(base64, 'base64')
}

const open = (page: Page, name: string) => row(page, name).getByRole('button', { name, exact: true }).click()

const viewer = (page: Page, name: string) => page.getByRole('dialog', { name })

test('one file after the other: keys, buttons, the way back and a reload', async ({ open: browse, person, home }) => {
  const somebody = await person()
  const token = await tokenOf(home, somebody)
  await put(home, token, '1 red.png', png(40, 30, [200, 40, 40]), 'image/png')
  await put(home, token, '2 note.txt', '둘째', 'text/plain')
  await put(home, token, '3 blob.bin', Buffer.of(1, 2, 3), 'application/octet-stream')
  const page = await browse()
  await signIn(page, somebody)
  await open(page, '1 red.png')
  await expect(viewer(page, '1 red.png').getByRole('img', { name: '1 red.png' })).toHaveJSProperty('naturalWidth', 40)
  await expect(page.getByTestId('position')).toHaveText('1 / 3')
  await expect(page.getByRole('button', { name: 'Previous file' })).toBeDisabled()
  await expectAccessible(page)

  await page.keyboard.press('ArrowRight')
  await expect(page.getByTestId('text')).toHaveText('둘째')
  await expect(page).toHaveURL(/\?file=/)
  await page.getByRole('button', { name: 'Next file' }).click()
  await expect(page.getByText('This file cannot be shown here.')).toBeVisible()
  await expect(viewer(page, '3 blob.bin').getByRole('button', { name: 'Download' })).toHaveCount(2)
  await expect(page.getByRole('button', { name: 'Next file' })).toBeDisabled()
  await expectAccessible(page)

  // A reload shows the same file, with its neighbours.
  await page.keyboard.press('ArrowLeft')
  await page.reload()
  await expect(page.getByTestId('text')).toHaveText('둘째')
  await expect(page.getByTestId('position')).toHaveText('2 / 3')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  expect(new URL(page.url()).search).toBe('')

  // The way back closes it once, whatever was turned meanwhile, and the keys are in the list again.
  await open(page, '1 red.png')
  await page.keyboard.press('ArrowRight')
  await expect(page.getByTestId('text')).toBeVisible()
  await page.goBack()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(row(page, '1 red.png')).toBeVisible()
  await page.getByRole('grid').focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('Enter')
  await expect(viewer(page, '1 red.png')).toBeVisible()
  // Nothing behind it has the focus, however often Tab is pressed.
  for (let press = 0; press < 8; press += 1) {
    await page.keyboard.press('Tab')
    expect(
      await page.evaluate(
        () => document.activeElement === document.body || !!document.activeElement?.closest('dialog'),
      ),
    ).toBe(true)
  }
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page.getByRole('grid')).toBeFocused()

  // A file that is gone is said to be.
  await page.goto('/drive?file=nowhere')
  await expect(page.getByText('This file is not here any more.')).toBeVisible()
})

test('a PDF is drawn page by page, in pieces, with its words and its zoom', async ({
  open: browse,
  person,
  home,
}) => {
  const somebody = await person()
  const token = await tokenOf(home, somebody)
  await put(home, token, 'report.pdf', pdf(30, 6 * MIB), 'application/pdf')
  await put(home, token, 'small.pdf', pdf(1), 'application/pdf')
  await put(home, token, 'zbroken.pdf', '%PDF-1.7 and then nothing', 'application/pdf')
  const page = await browse()
  await signIn(page, somebody)
  let fetched = 0
  page.on('response', async (answer) => {
    if (answer.status() === 206) fetched += Number((await answer.allHeaders())['content-length'] ?? 0)
  })
  await open(page, 'report.pdf')
  const first = page.locator('[data-page="1"]')
  await expect(first.locator('canvas')).toBeVisible()
  await expect(first).toContainText('Page 1 of the report')
  await expect(first).toContainText('1쪽 보고서')
  await expect(page.getByText('Page 1 of 30')).toBeVisible()
  await expect(page.locator('[data-page="20"] canvas')).toHaveCount(0)
  // The canvas is not blank: the rectangle has its colour.
  const colour = () =>
    first.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
      const at = [Math.round(canvas.width * 0.3), Math.round(canvas.height * 0.45)] as const
      return [
        ...canvas
          .getContext('2d')!
          .getImageData(...at, 1, 1)
          .data.slice(0, 3),
      ]
    })
  await expect.poll(colour).toEqual([15, 94, 115])
  expect(fetched).toBeLessThan(4 * MIB)
  await expectAccessible(page)

  await page.getByTestId('pdf').evaluate((box) => box.scrollTo(0, box.scrollHeight))
  await expect(page.locator('[data-page="30"]')).toContainText('Page 30 of the report')
  await expect(page.getByText('Page 30 of 30')).toBeVisible()
  await expect(page.locator('[data-page="1"] canvas')).toHaveCount(0)

  const width = () => page.locator('[data-page="30"]').evaluate((box) => box.getBoundingClientRect().width)
  const before = await width()
  await page.getByRole('button', { name: 'Larger' }).click()
  await expect.poll(width).toBeCloseTo(before * 1.25, 0)
  await page.getByTestId('pdf').focus()
  await page.keyboard.press('0')
  await expect.poll(width).toBeCloseTo(before, 0)

  await page.keyboard.press('ArrowRight')
  await expect(page.getByText('Page 1 of 1', { exact: true })).toBeVisible()
  await page.keyboard.press('ArrowRight')
  await expect(page.getByText(/It is damaged/)).toBeVisible()
})

test('film and sound are played and wound, past the life of a ticket too', async ({ open: browse, person, home }) => {
  const somebody = await person()
  const token = await tokenOf(home, somebody)
  const page = await browse()
  await signIn(page, somebody)
  await put(home, token, 'hum.wav', wav(600), 'audio/wav')
  await put(home, token, 'waves.webm', await film(page), 'video/webm')
  await page.reload()
  await open(page, 'hum.wav')
  const sound = page.locator('audio')
  await expect.poll(() => sound.evaluate((player: HTMLAudioElement) => Math.round(player.duration))).toBe(600)
  const wind = (at: number) =>
    sound.evaluate(async (player: HTMLAudioElement, to) => {
      const there = new Promise((resolve) => player.addEventListener('seeked', resolve, { once: true }))
      player.currentTime = to
      await there
      return player.currentTime
    }, at)
  expect(await wind(500)).toBeCloseTo(500, 0)
  await expectAccessible(page)

  // The ticket has run out: its address answers 403, and the clock says that an hour has gone.
  const old = await sound.evaluate((player: HTMLAudioElement) => player.currentSrc)
  await page.route(old, (route) => route.fulfill({ status: 403 }))
  await page.evaluate(() => {
    const now = Date.now
    Date.now = () => now() + 3_700_000
  })
  await sound.evaluate((player: HTMLAudioElement) => {
    player.load()
  })
  await expect.poll(() => sound.evaluate((player: HTMLAudioElement) => player.currentSrc)).not.toBe(old)
  await expect.poll(() => sound.evaluate((player: HTMLAudioElement) => Math.round(player.duration))).toBe(600)

  await page.getByRole('button', { name: 'Next file' }).click()
  const shown = page.locator('video')
  await expect.poll(() => shown.evaluate((player: HTMLVideoElement) => player.videoWidth)).toBe(160)
  await shown.evaluate((player: HTMLVideoElement) => player.play())
  await expect.poll(() => shown.evaluate((player: HTMLVideoElement) => player.currentTime)).toBeGreaterThan(0)
})

test('text is read in the encoding it is in, code has line numbers, and pages and drawings are text', async ({
  open: browse,
  person,
  home,
}) => {
  const somebody = await person()
  const token = await tokenOf(home, somebody)
  // '뷁' is in CP949 alone, not in EUC-KR.
  await put(home, token, 'a cp949.txt', Buffer.from('bec8b3e72094ee', 'hex'), 'text/plain')
  await put(home, token, 'b utf16.txt', Buffer.from('\ufeff안녕', 'utf16le'), 'text/plain')
  await put(home, token, 'c code.rs', 'fn main() {\n    let x = 1;\n}\n', '')
  const script = '<svg xmlns="http://www.w3.org/2000/svg"><script>document.title="run"</script></svg>'
  await put(home, token, 'd drawing.svg', script, 'image/svg+xml')
  await put(home, token, 'e page.html', '<script>document.title="run"</script><h1>x</h1>', 'text/html')
  await put(home, token, 'f long.log', 'zeile\n'.repeat(400_000), 'text/plain')
  await put(home, token, 'g lies.txt', png(2, 2, [0, 0, 0]), 'text/plain')
  await put(home, token, 'h empty.txt', '', 'text/plain')
  const page = await browse()
  await signIn(page, somebody)
  const text = page.getByTestId('text')
  const next = () => page.keyboard.press('ArrowRight')

  await open(page, 'a cp949.txt')
  await expect(text).toHaveText('안녕 뷁')
  await expect(page.getByLabel('Text encoding')).toHaveValue('euc-kr')
  await page.getByLabel('Text encoding').selectOption('windows-1252')
  await expect(text).toHaveText(/^¾È³ç/)
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Next file' }).click()
  await expect(text).toHaveText('안녕')
  await expect(page.getByLabel('Text encoding')).toHaveValue('utf-16le')
  await next()
  await expect(page.getByTestId('line-numbers')).toHaveText('1\n2\n3')
  await next()
  await expect(text).toHaveText(script)
  await next()
  await expect(text).toContainText('<h1>x</h1>')
  expect(await page.title()).not.toBe('run')

  await next()
  await expect(page.getByText('The first 1.0 MB of 2.3 MB are shown.')).toBeVisible()
  await page.getByRole('button', { name: 'Show more' }).click()
  await expect(page.getByText('The first 2.0 MB of 2.3 MB are shown.')).toBeVisible()
  await page.getByRole('button', { name: 'Show more' }).click()
  await expect(page.getByRole('button', { name: 'Show more' })).toHaveCount(0)
  expect((await text.textContent())!.length).toBe(2_400_000)
  await next()
  await expect(page.getByText('This is not text, so it cannot be shown here.')).toBeVisible()
  await next()
  await expect(page.getByText('There is nothing in this file.')).toBeVisible()
})

test('through a link the same files are looked at, and where looking counts nothing is turned', async ({
  open: browse,
  person,
  home,
}) => {
  const somebody = await person()
  const token = await tokenOf(home, somebody)
  const made = await home.post('/api/folders', { parent_id: 'root', name: 'Trip' }, token)
  const { id: folder } = (await made.json()) as { id: string }
  await put(home, token, '1 plan.pdf', pdf(2), 'application/pdf', folder)
  await put(home, token, '2 song.wav', wav(5), 'audio/wav', folder)
  const noteId = await put(home, token, '3 note.md', '# 제주', 'text/markdown', folder)
  const share = async (body: object) => {
    const answer = await home.post('/api/shares', { entry_ids: [folder], allow: 'view', ...body }, token)
    return new URL(((await answer.json()) as { url: string }).url).pathname
  }
  const visitor = await browse()
  await visitor.goto(await share({}))
  await open(visitor, '1 plan.pdf')
  await expect(visitor.locator('[data-page="1"]')).toContainText('Page 1 of the report')
  await expect(visitor.getByRole('button', { name: 'Download' })).toHaveCount(0)
  await visitor.keyboard.press('ArrowRight')
  await expect.poll(() => visitor.locator('audio').evaluate((player: HTMLAudioElement) => player.duration)).toBe(5)
  await visitor.getByRole('button', { name: 'Next file' }).click()
  await expect(visitor.getByTestId('text')).toHaveText('# 제주')
  await visitor.reload()
  await expect(visitor.getByTestId('text')).toHaveText('# 제주')
  await expectAccessible(visitor)
  await visitor.keyboard.press('Escape')
  await expect(visitor.getByRole('dialog')).toHaveCount(0)

  const limited = await share({ allow: 'download', max_downloads: 3 })
  const other = await browse()
  await other.goto(`${limited}?file=${noteId}`)
  await expect(other.getByTestId('facts')).toHaveText(/can be downloaded 3 more times/)
  await expect(other.getByRole('dialog')).toHaveCount(0)
  await open(other, '3 note.md')
  await expect(other.getByTestId('text')).toHaveText('# 제주')
  await expect(other.getByRole('button', { name: /file$/ })).toHaveCount(0)
})
