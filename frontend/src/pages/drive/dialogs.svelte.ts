import type { Entry, PathItem } from '../../api/types'
import { openFile } from '../../viewer/file-in-address'

/** Which dialog stands open. They are loaded when they are wanted. */
type Shown =
  | { kind: 'new_folder' }
  | { kind: 'share'; entries: readonly Entry[]; drop?: boolean }
  | { kind: 'move'; entries: readonly Entry[] }
  | { kind: 'copy'; entries: readonly Entry[] }
  | { kind: 'limit'; entry: Entry }
  | { kind: 'versions'; entry: Entry }
  | { kind: 'members'; entry: Entry }
  | { kind: 'leaving'; entries: readonly Entry[]; folders: readonly PathItem[]; answer: (goes: boolean) => void }
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

  copy(entries: readonly Entry[]) {
    this.shown = { kind: 'copy', entries }
  }

  limit(entry: Entry) {
    this.shown = { kind: 'limit', entry }
  }

  /** What was last opened to be looked at; the address says whether it still is. */
  viewed = $state.raw<Entry | null>(null)

  view(entry: Entry) {
    this.viewed = entry
    openFile(entry.id)
  }

  versions(entry: Entry) {
    this.shown = { kind: 'versions', entry }
  }

  members(entry: Entry) {
    this.shown = { kind: 'members', entry }
  }

  /** Asks whether entries are to leave folders that people were given. */
  leaving(entries: readonly Entry[], folders: readonly PathItem[]): Promise<boolean> {
    return new Promise((resolve) => {
      const answer = (goes: boolean) => {
        this.close()
        resolve(goes)
      }
      this.shown = { kind: 'leaving', entries, folders, answer }
    })
  }

  keys() {
    this.shown = { kind: 'keys' }
  }

  close() {
    this.shown = null
  }
}

export const dialogs = new Dialogs()
