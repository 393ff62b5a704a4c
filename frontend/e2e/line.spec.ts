// The whole line, from a stranger's sign-up to another stranger's download, in both languages.
import { readFile, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { drop, expect, newPerson, row, test, uploaded, type Locale } from './fixtures'
import { hash, makeTree } from './tree'
import { unzip } from './unzip'

const words = {
  ko: {
    signUp: '계정 만들기',
    username: '아이디',
    email: '이메일',
    password: '비밀번호',
    welcome: '메일을 확인해 주세요',
    confirmed: /인증했어요/,
    share: '공유 링크',
    protect: '비밀번호로 보호하기',
    linkPassword: '링크 비밀번호',
    note: /메모/,
    create: '링크 만들기',
    unlock: '열기',
    wrong: /비밀번호가 맞지 않아요/,
    download: '내려받기',
    downloadFile: (name: string) => `${name} 내려받기`,
    sharedBy: (name: string) => `${name} 님이 공유했어요`,
  },
  en: {
    signUp: 'Create account',
    username: 'Username',
    email: 'E-mail',
    password: 'Password',
    welcome: 'Check your mail',
    confirmed: /is confirmed/,
    share: 'Share link',
    protect: 'Protect with a password',
    linkPassword: 'Link password',
    note: /Note/,
    create: 'Create link',
    unlock: 'Open',
    wrong: /password is not right/,
    download: 'Download',
    downloadFile: (name: string) => `Download ${name}`,
    sharedBy: (name: string) => `Shared by ${name}`,
  },
}

for (const locale of ['ko', 'en'] as Locale[]) {
  test(`from sign-up to a shared download in ${locale}`, async ({ open, home }) => {
    test.setTimeout(240_000)
    const t = words[locale]
    const browserLocale = locale === 'ko' ? 'ko-KR' : 'en-US'
    const person = newPerson()
    const page = await open({ locale: browserLocale })

    await test.step('sign up, and confirm the address in another tab', async () => {
      await page.goto('/sign-up')
      await expect(page.locator('html')).toHaveAttribute('lang', locale)
      await page.getByLabel(t.username).fill(person.username)
      await page.getByLabel(t.email).fill(person.email)
      await page.getByLabel(t.password, { exact: true }).fill(person.password)
      await page.getByRole('button', { name: t.signUp }).click()
      await expect(page.getByRole('heading', { name: t.welcome })).toBeVisible()
      await expect(page.getByTestId('address')).toHaveText(person.email)
      const tab = await page.context().newPage()
      await tab.goto(await home.mailedLink(person.email, '/verify-email'))
      await expect(tab.getByText(t.confirmed)).toBeVisible()
      expect(tab.url()).not.toContain('token')
      await tab.close()
      await page.waitForURL('**/drive')
    })

    const tree = await makeTree(60)
    await test.step('drop a nested folder; totals and room are right to the byte', async () => {
      await expect(page.getByTestId('folder-total')).toHaveAttribute('data-bytes', '0')
      await drop(page, [tree.path])
      await uploaded(page)
      await expect(row(page, tree.name).locator('.size')).toHaveAttribute('data-bytes', String(tree.totalBytes))
      await expect(page.getByTestId('folder-total')).toHaveAttribute('data-bytes', String(tree.totalBytes))
      const storage = page.locator('aside').getByTestId('storage')
      await expect(storage.getByTestId('storage-used')).toHaveAttribute('data-bytes', String(tree.totalBytes))
      await expect(storage.getByTestId('storage-reserved')).toHaveCount(0)
      const free = 10 * 1024 ** 3 - tree.totalBytes
      await expect(storage.getByTestId('storage-free')).toHaveAttribute('data-bytes', String(free))
      await row(page, tree.name).getByRole('link').click()
      await expect(row(page, '빈 폴더')).toBeVisible()
      await expect(row(page, '첫째 날')).toBeVisible()
      await row(page, '첫째 날').getByRole('link').click()
      await expect(row(page, '아침')).toBeVisible()
      await page.goBack()
      await page.goBack()
    })

    const link = await test.step('share it with a password', async () => {
      await row(page, tree.name).click({ position: { x: 400, y: 20 } })
      await page.getByRole('toolbar').getByRole('button', { name: t.share }).click()
      await page.getByText(t.protect).click()
      await page.getByLabel(t.linkPassword).fill('여름밤의 파도소리')
      await page.getByLabel(t.note).fill('천천히 보세요 & <b>enjoy</b>')
      await page.getByRole('button', { name: t.create }).click()
      return page.getByTestId('share-url').inputValue()
    })

    const visitor = await open({ locale: browserLocale })
    await test.step('open it in another browser: nothing is told before the password', async () => {
      await visitor.goto(link)
      await expect(visitor.getByRole('button', { name: t.unlock })).toBeVisible()
      await expect(visitor.getByText(tree.name)).toHaveCount(0)
      await visitor.getByLabel(t.password, { exact: true }).fill('틀린 것')
      await visitor.keyboard.press('Enter')
      await expect(visitor.getByText(t.wrong)).toBeVisible()
      await visitor.getByLabel(t.password, { exact: true }).fill('여름밤의 파도소리')
      await visitor.keyboard.press('Enter')
      await expect(visitor.getByRole('heading', { name: tree.name })).toBeVisible()
      await expect(visitor.getByText(t.sharedBy(person.username))).toBeVisible()
      await expect(visitor.getByText('천천히 보세요 & <b>enjoy</b>')).toBeVisible()
      await expect(visitor.getByTestId('facts')).toHaveAttribute('data-bytes', String(tree.totalBytes))
    })

    await test.step('download everything as one zip: every byte is the same', async () => {
      const downloading = visitor.waitForEvent('download')
      await visitor.getByRole('button', { name: t.download, exact: true }).first().click()
      const download = await downloading
      expect(download.suggestedFilename()).toBe(`${tree.name}.zip`)
      const files = await unzip(await download.path())
      const expected = new Map([...tree.files].map(([path, file]) => [`${tree.name}/${path}`, file]))
      expect(Object.fromEntries([...files].sort())).toEqual(Object.fromEntries([...expected].sort()))
    })

    await test.step('browse a folder and download one file', async () => {
      await row(visitor, '둘째 날').getByRole('link').click()
      const downloading = visitor.waitForEvent('download')
      await visitor.getByRole('button', { name: t.downloadFile('한 조각.bin') }).click()
      const download = await downloading
      expect(download.suggestedFilename()).toBe('한 조각.bin')
      expect(hash(await readFile(await download.path()))).toBe(tree.files.get('둘째 날/한 조각.bin')!.sha256)
      await visitor.goBack()
      await expect(row(visitor, '빈 폴더')).toBeVisible()
    })

    await test.step('the same tree dropped again goes into the same folders, and asks about names', async () => {
      await page.keyboard.press('Escape')
      await drop(page, [tree.path])
      await expect(page.getByTestId('transfers').getByRole('alert')).toBeVisible({ timeout: 120_000 })
      await expect(row(page, tree.name)).toHaveCount(1)
    })

    const audit = await home.audit()
    expect(audit.said, audit.said).toBeTruthy()
    expect(audit.ok, audit.said).toBe(true)
    await rm(dirname(tree.path), { recursive: true })
  })
}
