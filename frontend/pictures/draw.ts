// Draws a page as a small file: WebP, which the browser itself writes.
import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { settled, type Locale } from '../e2e/fixtures'

const images = resolve('../docs/images')
/** Text stays sharp and a page takes some 40 kB. */
const QUALITY = 0.8
const MARGIN_PX = 24

async function around(page: Page, what: Locator) {
  const [box, size] = [(await what.boundingBox())!, page.viewportSize()!]
  const [x, y] = [Math.max(0, box.x - MARGIN_PX), Math.max(0, box.y - MARGIN_PX)]
  return {
    x,
    y,
    width: Math.min(size.width, box.x + box.width + MARGIN_PX) - x,
    height: Math.min(size.height, box.y + box.height + MARGIN_PX) - y,
  }
}

/** Draws the page, or what is around a part of it, into docs/images. */
export async function draw(page: Page, name: string, locale: Locale, part?: Locator) {
  await page.mouse.move(0, 0)
  // No ring around whatever had the focus, unless one types there.
  await page.evaluate(() => {
    const focused = document.activeElement as HTMLElement | null
    if (!(focused instanceof HTMLInputElement)) focused?.blur()
  })
  await page.evaluate(() => document.fonts.ready)
  await settled(page)
  const png = await page.screenshot({
    animations: 'disabled',
    ...(part ? { clip: await around(page, part) } : {}),
  })
  const easel = await page.context().newPage()
  const webp = await easel.evaluate(
    async ({ png, quality }) => {
      const bytes = Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0))
      const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
      canvas.getContext('2d')!.drawImage(bitmap, 0, 0)
      const blob = await canvas.convertToBlob({ type: 'image/webp', quality })
      const drawn = new Uint8Array(await blob.arrayBuffer())
      return btoa(drawn.reduce((text, byte) => text + String.fromCharCode(byte), ''))
    },
    { png: png.toString('base64'), quality: QUALITY },
  )
  await easel.close()
  await writeFile(`${images}/${name}${locale === 'ko' ? '.ko' : ''}.webp`, Buffer.from(webp, 'base64'))
}
