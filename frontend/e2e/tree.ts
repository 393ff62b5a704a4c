// A folder as people have it: nested, with Korean names as macOS writes them, and every size that is treated differently.
import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const MIB = 1024 * 1024

export interface Tree {
  /** The folder on the disk. */
  path: string
  name: string
  totalBytes: number
  /** SHA-256 in hex by composed relative path. */
  files: Map<string, { sha256: string; sizeBytes: number }>
}

/** Makes `smallFiles` files in nested folders, an empty one, one of just one part, and one of several parts. */
export async function makeTree(smallFiles: number, largeBytes = 40 * MIB + 7): Promise<Tree> {
  const name = '여름 휴가 2026'
  const path = join(await mkdtemp(join(tmpdir(), 'share-cloud-tree-')), name)
  const tree: Tree = { path, name, totalBytes: 0, files: new Map() }
  for (let index = 0; index < smallFiles; index += 1) {
    const folder = ['', '첫째 날', '첫째 날/아침', '둘째 날', 'letters & "quotes"'][index % 5]!
    await add(tree, join(folder, `사진 ${index + 1}.jpg`), randomBytes(1_000 + ((index * 7_919) % 60_000)))
  }
  await add(tree, '빈 파일.txt', Buffer.alloc(0))
  await add(tree, '둘째 날/한 조각.bin', randomBytes(16 * MIB))
  await add(tree, '큰 영상.mov', randomBytes(largeBytes))
  await mkdir(join(path, '빈 폴더'), { recursive: true })
  return tree
}

async function add(tree: Tree, relative: string, content: Buffer) {
  const onDisk = join(tree.path, relative.normalize('NFD'))
  await mkdir(dirname(onDisk), { recursive: true })
  await writeFile(onDisk, content)
  tree.files.set(relative.normalize('NFC'), { sha256: hash(content), sizeBytes: content.length })
  tree.totalBytes += content.length
}

export function hash(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex')
}

/** SHA-256 in hex of a stretch of a file, read piece by piece. */
export async function hashPart(path: string, begin: number, length: number): Promise<string> {
  const sha256 = createHash('sha256')
  if (length > 0) {
    for await (const piece of createReadStream(path, { start: begin, end: begin + length - 1 })) sha256.update(piece)
  }
  return sha256.digest('hex')
}
