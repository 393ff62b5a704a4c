// A folder in which there is no file is a folder all the same.
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { drop, expect, goInto, row, signIn, test } from './fixtures'

test('dropped folders without any file are made, one in the other', async ({ open, person }) => {
  const folder = await mkdtemp(join(tmpdir(), 'share-cloud-empty-'))
  await mkdir(join(folder, '비어 있음', '안에도', 'nothing'), { recursive: true })
  await mkdir(join(folder, '비어 있음', 'beside'))
  const page = await open()
  await signIn(page, await person())
  await expect(page.getByText('A place for your files')).toBeVisible()
  await drop(page, [join(folder, '비어 있음')])
  await goInto(page, '비어 있음')
  await expect(row(page, 'beside')).toBeVisible()
  await goInto(page, '안에도')
  await goInto(page, 'nothing')
  await expect(page.getByText('This folder is empty')).toBeVisible()
  await rm(folder, { recursive: true })
})
