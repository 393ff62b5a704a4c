// Real files of this checkout in nested folders with Korean names, as macOS writes them, and one large file.
import { randomBytes } from 'node:crypto'
import { cp, mkdir, mkdtemp, open, readdir, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { hashPart, type Tree } from '../e2e/tree'

const MIB = 1024 * 1024
const checkout = resolve('..')

/** Where they come from, and the folder that they are put into. */
const sources: [from: string, to: string][] = [
  ['docs', '문서'],
  ['crates/domain/src', '소스 코드/규칙 (domain)'],
  ['crates/it/tests', '소스 코드/시험'],
  ['frontend/src', '화면/Svelte'],
  ['frontend/node_modules/svelte/src', '라이브러리 모음/svelte & friends'],
]

/** Copies them into a folder of its own below `TMPDIR`; `largeBytes` of random bytes stand in `큰 파일`. */
export async function realTree(largeBytes: number): Promise<Tree & { large: string }> {
  const name = '실제 파일 모음'
  const path = join(await mkdtemp(join(tmpdir(), 'share-cloud-journey-')), name)
  for (const [from, to] of sources) {
    await cp(join(checkout, from), join(path, to.normalize('NFD')), { recursive: true, dereference: true })
  }
  const large = '큰 파일/하루 종일 찍은 영상.mov'
  await writeRandom(join(path, large.normalize('NFD')), largeBytes)
  const tree = { path, name, large, totalBytes: 0, files: new Map() } as Tree & { large: string }
  for (const entry of await readdir(path, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const file = join(entry.parentPath, entry.name)
    const sizeBytes = (await stat(file)).size
    const sha256 = await hashPart(file, 0, sizeBytes)
    tree.files.set(relative(path, file).normalize('NFC'), { sha256, sizeBytes })
    tree.totalBytes += sizeBytes
  }
  return tree
}

async function writeRandom(path: string, bytes: number) {
  await mkdir(dirname(path), { recursive: true })
  const file = await open(path, 'w')
  for (let written = 0; written < bytes; written += 16 * MIB) {
    await file.write(randomBytes(Math.min(16 * MIB, bytes - written)))
  }
  await file.close()
}
