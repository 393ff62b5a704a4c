import { AxeBuilder } from '@axe-core/playwright'
import { test as base, expect, type BrowserContext, type Page } from '@playwright/test'
import { Home } from './home'

export type Locale = 'ko' | 'en'

export interface Person {
  username: string
  email: string
  password: string
}

interface Fixtures {
  /** A home of the test's own: limits that count by address, as sign-ups, begin anew with each. */
  home: Home
  /** Opens a page of a fresh browser profile; whatever the content security policy refuses or a script throws fails the test. */
  open: (
    options?: Parameters<import('@playwright/test').Browser['newContext']>[0] & { locale?: string },
  ) => Promise<Page>
  /** Makes a person with a confirmed address, without the browser. */
  person: (locale?: Locale) => Promise<Person>
}

let people = 0

export const test = base.extend<Fixtures>({
  home: async ({}, use) => {
    const home = await Home.start()
    await use(home)
    await home.remove()
  },

  open: async ({ browser, home }, use) => {
    const contexts: BrowserContext[] = []
    const troubles: string[] = []
    await use(async (options = {}) => {
      const context = await browser.newContext({ baseURL: home.origin, ...options })
      contexts.push(context)
      await context.addInitScript(() => {
        // No test can answer the system's own file dialogs; without these the app takes the ways that other browsers have.
        for (const name of ['showOpenFilePicker', 'showDirectoryPicker', 'showSaveFilePicker']) {
          Object.defineProperty(window, name, { value: undefined })
        }
        document.addEventListener('securitypolicyviolation', (event) =>
          console.error(`CSP: ${event.violatedDirective} refused ${event.blockedURI} ${event.sample}`),
        )
      })
      const page = await context.newPage()
      watch(page, troubles)
      context.on('page', (opened) => watch(opened, troubles))
      return page
    })
    for (const context of contexts) await context.close()
    expect(troubles).toEqual([])
  },

  person: async ({ home }, use) => {
    await use(async (locale = 'en') => {
      const person = newPerson()
      const signedUp = await home.post('/api/accounts', { ...person, locale })
      expect(signedUp.status).toBe(201)
      const link = await home.mailedLink(person.email, '/verify-email')
      const token = new URL(link).searchParams.get('token')
      expect((await home.post('/api/accounts/verify-email', { token })).status).toBe(200)
      return person
    })
  },
})

export { expect }

export function newPerson(): Person {
  people += 1
  const username = `haneul${people}-${process.pid % 10_000}`
  return { username, email: `${username}@example.com`, password: '바다와 하늘 2026' }
}

function watch(page: Page, troubles: string[]) {
  page.on('pageerror', (error) => troubles.push(`${page.url()}: ${error.stack ?? error.message}`))
  page.on('console', (message) => {
    const text = message.text()
    if (/^CSP:|Content Security Policy|Trusted ?Type/i.test(text)) troubles.push(`${page.url()}: ${text}`)
  })
}

export async function signIn(page: Page, person: Person) {
  await page.goto('/sign-in')
  await page.locator('input[name=username]').fill(person.username)
  await page.locator('input[name=password]').fill(person.password)
  await page.keyboard.press('Enter')
  await page.waitForURL('**/drive')
  await expect(page.getByTestId('folder-total')).toBeAttached()
}

/** An access token, for what a test prepares without the browser. */
export async function tokenOf(home: Home, { username: login, password }: Person): Promise<string> {
  const signedIn = await home.post('/api/sessions', { login, password })
  expect(signedIn.status).toBe(200)
  return ((await signedIn.json()) as { access_token: string }).access_token
}

/** Drops real files and folders of the disk on the page, as the file manager does. */
export async function drop(page: Page, paths: string[]) {
  const session = await page.context().newCDPSession(page)
  const data = { items: [], files: paths, dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: 150, y: 400, data })
  }
  await session.detach()
}

/** Waits until the dock says that everything was uploaded. */
export async function uploaded(page: Page, timeout = 180_000) {
  const dock = page.getByTestId('transfers')
  await expect(dock.getByText(/모두 올렸어요|^[\d,]+ files? uploaded$/)).toBeVisible({ timeout })
}

/** What is on its way in or out has arrived: axe would measure colours, and the observer of shifts places, halfway. Spinners and skeletons move for ever. */
export async function settled(page: Page) {
  await page.evaluate(() => {
    const passing = document
      .getAnimations()
      .filter((animation) => animation.effect?.getComputedTiming().iterations !== Infinity)
    return Promise.allSettled(passing.map((animation) => animation.finished))
  })
}

export async function expectAccessible(page: Page) {
  await settled(page)
  const { violations } = await new AxeBuilder({ page }).analyze()
  const told = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map(({ html }) => html).join('\n  ')}`,
  )
  expect(told).toEqual([])
}

/** Messages stay from now on, as they do while the pointer is on them: a slow machine reaches them later than people do. */
export async function holdMessages(page: Page) {
  await page.getByRole('region', { name: /^(Notifications|알림)$/ }).dispatchEvent('pointerenter')
}

/** The row of a file or folder, whatever the composition of its name. */
export function row(page: Page, name: string) {
  return page.locator(`[data-testid=entry][data-name="${name}"]`)
}

/** Opens a folder. So soon at the same place a click would be the second one of a double click, and is made again. */
export async function goInto(page: Page, name: string) {
  await expect(async () => {
    await row(page, name).getByRole('link').click({ timeout: 1_000 })
    await expect(page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible({ timeout: 2_000 })
  }).toPass()
}
