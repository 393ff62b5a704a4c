import { upload } from '../../uploads/load'
import { readHandles, readInput, type Picked } from '../../uploads/picked'
import { current } from './current.svelte'

/** Lets a person pick files or a folder and uploads them into the open folder. */
export async function pickAndUpload(what: 'files' | 'folder') {
  // The folder is the one that is open now, whatever is opened while the picker stands.
  const target = current.target()
  const picked = await pick(what)
  if (picked) await upload(Promise.resolve(picked), target)
}

async function pick(what: 'files' | 'folder'): Promise<Picked | null> {
  try {
    // Handles outlive the page, so that an upload can go on after a reload; only some browsers have them.
    if (what === 'files' && window.showOpenFilePicker) {
      return await readHandles(await window.showOpenFilePicker({ multiple: true }))
    }
    if (what === 'folder' && window.showDirectoryPicker) {
      return await readHandles([await window.showDirectoryPicker({ mode: 'read' })])
    }
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') return null
    // Some folders are closed to handles (Chrome's list of sensitive ones): the plain input still opens them.
  }
  const files = await pickWithInput(what)
  return files.length > 0 ? readInput(files) : null
}

function pickWithInput(what: 'files' | 'folder'): Promise<File[]> {
  const input = document.createElement('input')
  input.type = 'file'
  input.multiple = true
  input.webkitdirectory = what === 'folder'
  input.hidden = true
  document.body.append(input)
  return new Promise((resolve) => {
    const end = () => {
      resolve([...(input.files ?? [])])
      input.remove()
    }
    input.addEventListener('change', end)
    input.addEventListener('cancel', end)
    input.click()
  })
}
