// A home on a local network without https: no WebCrypto, no locks, no service worker, no clipboard. Everything still works.
import { drop, expect, row, signIn, test, uploaded } from './fixtures'
import { makeTree } from './tree'
import { unzip } from './unzip'

test('on plain http files go up and come down unharmed', async ({ playwright, home, person }, { project }) => {
  const somebody = await person()
  const { launchOptions = {} } = project.use
  const args = [...(launchOptions.args ?? []), '--host-resolver-rules=MAP home.test 127.0.0.1']
  const browser = await playwright.chromium.launch({ ...launchOptions, args })
  const page = await browser.newPage({ baseURL: home.origin.replace('127.0.0.1', 'home.test') })
  const refused: string[] = []
  page.on('console', (message) => /Content Security Policy/.test(message.text()) && refused.push(message.text()))
  await signIn(page, somebody)
  expect(await page.evaluate(() => isSecureContext)).toBe(false)
  const tree = await makeTree(12)
  await drop(page, [tree.path])
  await uploaded(page)
  await row(page, tree.name).click({ position: { x: 400, y: 20 } })
  const downloading = page.waitForEvent('download')
  await page.getByRole('toolbar').getByRole('button', { name: 'Download' }).click()
  const files = await unzip(await (await downloading).path())
  const expected = new Map([...tree.files].map(([path, file]) => [`${tree.name}/${path}`, file]))
  expect(Object.fromEntries([...files].sort())).toEqual(Object.fromEntries([...expected].sort()))

  await page.getByRole('toolbar').getByRole('button', { name: 'Share link' }).click()
  await page.getByRole('button', { name: 'Create link' }).click()
  await page.getByRole('button', { name: 'Copy link' }).click()
  await expect(page.getByText('The link is copied.')).toBeVisible()
  expect(refused).toEqual([])
  await browser.close()
})
