import { expect, test } from 'vitest'
import { allChildren, readDrop, readHandles, readInput } from './picked'

const NFD = (text: string) => text.normalize('NFD')

function fileEntry(name: string) {
  const file = new File(['x'], name)
  return { isDirectory: false, isFile: true, name, file: (resolve: (file: File) => void) => resolve(file) }
}

/** Gives its children a hundred at a time, as browsers do. */
function folderEntry(name: string, children: unknown[]) {
  return {
    isDirectory: true,
    isFile: false,
    name,
    createReader() {
      const rest = [...children]
      return { readEntries: (resolve: (some: unknown[]) => void) => resolve(rest.splice(0, 100)) }
    },
  }
}

function drop(...entries: { name: string }[]) {
  const items = entries.map((entry) => ({ kind: 'file', webkitGetAsEntry: () => entry, getAsFile: () => null }))
  return { items } as unknown as DataTransfer
}

test('a folder of more than a hundred files is read to its end', async () => {
  const folder = folderEntry(
    '많음',
    Array.from({ length: 250 }, (_, index) => fileEntry(`${index}.txt`)),
  )
  expect((await allChildren(folder as unknown as FileSystemDirectoryEntry)).length).toBe(250)
  const picked = await readDrop(drop(folder))
  expect(picked.files.length).toBe(250)
})

test('a dropped tree keeps its folders, the empty ones too, and its names become composed', async () => {
  const tree = folderEntry(NFD('여름'), [
    folderEntry(NFD('빈 폴더'), []),
    folderEntry('day 1', [fileEntry(NFD('바다.jpg')), fileEntry('.DS_Store')]),
  ])
  const picked = await readDrop(drop(tree, fileEntry('표지.png')))
  expect(picked.folders).toEqual([['여름'], ['여름', '빈 폴더'], ['여름', 'day 1']])
  expect(picked.files.map(({ path }) => path)).toEqual([['여름', 'day 1', '바다.jpg'], ['표지.png']])
})

test('a picked folder is told by the relative paths of its files', () => {
  const files = [NFD('여행/첫째 날/a.jpg'), NFD('여행/b.jpg')].map((path) => {
    const file = new File([''], path.split('/').at(-1)!)
    Object.defineProperty(file, 'webkitRelativePath', { value: path })
    return file
  })
  const picked = readInput(files)
  expect(picked.folders).toEqual([['여행'], ['여행', '첫째 날']])
  expect(picked.files.map(({ path }) => path.join('/'))).toEqual(['여행/첫째 날/a.jpg', '여행/b.jpg'])
})

/** A handle as the pickers give it. */
function handle(name: string, children: unknown[] | null): unknown {
  if (!children) return { kind: 'file', name, getFile: () => Promise.resolve(new File(['x'], name)) }
  return {
    kind: 'directory',
    name,
    async *values() {
      yield* children
    },
  }
}

test('a folder that is picked by its handle keeps its empty folders, and may be empty itself', async () => {
  const tree = handle(NFD('여름'), [handle(NFD('빈 폴더'), []), handle('day 1', [handle('a.txt', null)])])
  const picked = await readHandles([tree, handle('nothing', [])] as FileSystemHandle[])
  expect(picked.folders).toEqual([['여름'], ['여름', '빈 폴더'], ['여름', 'day 1'], ['nothing']])
  expect(picked.files.map(({ path }) => path.join('/'))).toEqual(['여름/day 1/a.txt'])
})
