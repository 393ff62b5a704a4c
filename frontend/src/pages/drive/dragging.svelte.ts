// Rows are dragged onto folders and onto the steps of the breadcrumb. What cannot take them says so by the pointer.
import type { Attachment } from 'svelte/attachments'
import type { Entry, PathItem } from '../../api/types'
import { moveWords as t } from './move-words'
import { moves } from './moves.svelte'
import { canMoveTo } from './places'

/** The browser wants some data, or it drags nothing; nobody else can use ours. */
const TYPE = 'application/x-share-cloud-entries'

/** Makes a row draggable. `chosen` says what goes along: all that is selected, or this row alone. */
export function draggable(entry: Entry, chosen: (entry: Entry) => readonly Entry[]): Attachment<HTMLElement> {
  return (row) => {
    // A finger scrolls and presses long; only the mouse drags.
    const pressed = (event: PointerEvent) => (row.draggable = event.pointerType === 'mouse')
    const begun = (event: DragEvent) => {
      if (!event.dataTransfer || (event.target as Element).closest('input')) return event.preventDefault()
      const entries = chosen(entry)
      event.dataTransfer.setData(TYPE, '')
      event.dataTransfer.effectAllowed = 'move'
      showUnderPointer(event.dataTransfer, entries)
      moves.dragged = entries
    }
    const ended = () => (moves.dragged = [])
    row.addEventListener('pointerdown', pressed)
    row.addEventListener('dragstart', begun)
    row.addEventListener('dragend', ended)
    return () => {
      row.removeEventListener('pointerdown', pressed)
      row.removeEventListener('dragstart', begun)
      row.removeEventListener('dragend', ended)
    }
  }
}

/** Takes dragged rows for the folder at the end of the path, and shows that it would. */
export function dropInto(path: () => readonly PathItem[] | null): Attachment<HTMLElement> {
  return (target) => {
    const over = (event: DragEvent) => {
      if (!canMoveTo(moves.dragged, path())) return
      event.preventDefault()
      event.stopPropagation()
      if (event.dataTransfer) event.dataTransfer.dropEffect = 'move'
      target.dataset.drop = ''
    }
    const left = (event: DragEvent) => {
      if (!target.contains(event.relatedTarget as Node | null)) delete target.dataset.drop
    }
    const dropped = (event: DragEvent) => {
      delete target.dataset.drop
      const entries = moves.dragged
      const to = path()
      if (!canMoveTo(entries, to)) return
      event.preventDefault()
      moves.dragged = []
      void moves.into(entries, to!)
    }
    target.addEventListener('dragenter', over)
    target.addEventListener('dragover', over)
    target.addEventListener('dragleave', left)
    target.addEventListener('drop', dropped)
    return () => {
      target.removeEventListener('dragenter', over)
      target.removeEventListener('dragover', over)
      target.removeEventListener('dragleave', left)
      target.removeEventListener('drop', dropped)
    }
  }
}

/** Everywhere else the pointer says that nothing would happen. */
export function refuseElsewhere(event: DragEvent) {
  if (moves.dragged.length > 0 && event.dataTransfer) event.dataTransfer.dropEffect = 'none'
}

function showUnderPointer(data: DataTransfer, entries: readonly Entry[]) {
  const sign = document.createElement('div')
  sign.className = 'drag-sign'
  sign.textContent = entries.length === 1 ? entries[0]!.name : t().dragging(entries.length)
  document.body.append(sign)
  data.setDragImage(sign, -12, -8)
  // The browser has taken its picture by then.
  setTimeout(() => sign.remove(), 0)
}
