import type { Entry } from '../../api/types'

/** Which dialog stands open. They are loaded when they are wanted. */
type Shown =
  | { kind: 'new_folder' }
  | { kind: 'share'; entries: readonly Entry[]; drop?: boolean }
  | { kind: 'move'; entries: readonly Entry[] }
  | { kind: 'view'; entry: Entry }
  | { kind: 'versions'; entry: Entry }
  | { kind: 'keys' }

class Dialogs {
  shown = $state.raw<Shown | null>(null)

  newFolder() {
    this.shown = { kind: 'new_folder' }
  }

  share(entries: readonly Entry[]) {
    this.shown = { kind: 'share', entries }
  }

  requestFiles(folder: Entry) {
    this.shown = { kind: 'share', entries: [folder], drop: true }
  }

  move(entries: readonly Entry[]) {
    this.shown = { kind: 'move', entries }
  }

  view(entry: Entry) {
    this.shown = { kind: 'view', entry }
  }

  versions(entry: Entry) {
    this.shown = { kind: 'versions', entry }
  }

  keys() {
    this.shown = { kind: 'keys' }
  }

  close() {
    this.shown = null
  }
}

export const dialogs = new Dialogs()
