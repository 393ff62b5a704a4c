// Files and folders as people give them to us: dropped, or picked. Names become NFC here, once and for all.
import { normalizeName } from '../format/names'

export interface PickedFile {
  file: File
  /** Folder names and the file's own name, from what was dropped downwards. */
  path: string[]
  /** Where the file can be found again after a reload, in browsers that can. */
  source: FileSource | null
}

/** A handle that outlives the page, and the way down from it with names as the disk has them. */
export interface FileSource {
  root: FileSystemHandle
  path: string[]
}

export interface Picked {
  files: PickedFile[]
  /** Every folder, empty ones too, parents before children. */
  folders: string[][]
}

/** What systems leave behind in folders and nobody means to upload. */
const LITTER = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini'])

/** Has to be called before the drop event returns: afterwards the browser gives nothing away any more. */
export function readDrop(transfer: DataTransfer): Promise<Picked> {
  const roots = [...transfer.items]
    .filter((item) => item.kind === 'file')
    .map((item) => ({
      entry: item.webkitGetAsEntry(),
      file: item.getAsFile(),
      handle: handleOf(item),
    }))
  return readRoots(roots)
}

/** Outside secure contexts Chromium has the method, and ends the page's process when it is called. */
function handleOf(item: DataTransferItem): Promise<FileSystemHandle | null> {
  if (!globalThis.isSecureContext || !item.getAsFileSystemHandle) return Promise.resolve(null)
  return item.getAsFileSystemHandle().catch(() => null)
}

interface Root {
  entry: FileSystemEntry | null
  file: File | null
  handle: Promise<FileSystemHandle | null>
}

async function readRoots(roots: Root[]): Promise<Picked> {
  const picked: Picked = { files: [], folders: [] }
  for (const { entry, file, handle } of roots) {
    const root = await handle
    if (entry) await readEntry(entry, [], root && { root, path: [] }, picked)
    else if (file) picked.files.push({ file, path: [normalizeName(file.name)], source: root && { root, path: [] } })
  }
  return picked
}

async function readEntry(entry: FileSystemEntry, above: string[], source: FileSource | null, picked: Picked) {
  const path = [...above, normalizeName(entry.name)]
  if (entry.isDirectory) {
    picked.folders.push(path)
    for (const child of await allChildren(entry as FileSystemDirectoryEntry)) {
      await readEntry(child, path, below(source, child.name), picked)
    }
  } else if (!LITTER.has(entry.name)) {
    picked.files.push({ file: await fileOf(entry as FileSystemFileEntry), path, source })
  }
}

/** Browsers give a folder's children a hundred at a time, until they give none. */
export async function allChildren(
  folder: Pick<FileSystemDirectoryEntry, 'createReader'>,
): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const children: FileSystemEntry[] = []
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (some.length === 0) return children
    children.push(...some)
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject))
}

function below(source: FileSource | null, name: string): FileSource | null {
  return source && { root: source.root, path: [...source.path, name] }
}

/** Files of an `<input type="file">`; with `webkitdirectory` their folders are told by their relative paths. */
export function readInput(files: Iterable<File>): Picked {
  const picked: Picked = { files: [], folders: [] }
  const known = new Set<string>()
  for (const file of files) {
    if (LITTER.has(file.name)) continue
    const path = (file.webkitRelativePath || file.name).split('/').map(normalizeName)
    for (let depth = 1; depth < path.length; depth += 1) {
      const folder = path.slice(0, depth)
      if (known.has(folder.join('/'))) continue
      known.add(folder.join('/'))
      picked.folders.push(folder)
    }
    picked.files.push({ file, path, source: null })
  }
  return picked
}

/** Files and folders of the pickers that give handles, so that uploads can go on after a reload. */
export async function readHandles(handles: readonly FileSystemHandle[]): Promise<Picked> {
  const picked: Picked = { files: [], folders: [] }
  for (const handle of handles) await readHandle(handle, [], { root: handle, path: [] }, picked)
  return picked
}

async function readHandle(handle: FileSystemHandle, above: string[], source: FileSource, picked: Picked) {
  const path = [...above, normalizeName(handle.name)]
  if (handle.kind === 'directory') {
    picked.folders.push(path)
    for await (const child of (handle as FileSystemDirectoryHandle).values()) {
      await readHandle(child, path, below(source, child.name)!, picked)
    }
  } else if (!LITTER.has(handle.name)) {
    picked.files.push({ file: await (handle as FileSystemFileHandle).getFile(), path, source })
  }
}

/** The file behind a handle, once its owner has allowed it again; null when that is refused or it is gone. */
export async function reopen({ root, path }: FileSource): Promise<File | null> {
  try {
    if ((await root.queryPermission?.({ mode: 'read' })) !== 'granted') {
      if ((await root.requestPermission?.({ mode: 'read' })) !== 'granted') return null
    }
    let handle: FileSystemHandle = root
    for (const [index, name] of path.entries()) {
      const folder = handle as FileSystemDirectoryHandle
      const isLast = index === path.length - 1
      handle = isLast ? await folder.getFileHandle(name) : await folder.getDirectoryHandle(name)
    }
    return await (handle as FileSystemFileHandle).getFile()
  } catch {
    return null
  }
}
