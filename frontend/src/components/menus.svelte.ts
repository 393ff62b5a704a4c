import type { Component } from 'svelte'

/** One line of a menu. The right button, the long press and a row's own button show the same list. */
export type MenuItem =
  | {
      kind: 'action'
      label: string
      icon?: Component<{ size?: number }>
      keys?: string
      danger?: boolean
      act: () => void
    }
  | { kind: 'choice'; label: string; chosen: boolean; act: () => void }
  | { kind: 'line' }

/** Where a menu stands: beside an element, or where the pointer is. */
export type Anchor = Element | { getBoundingClientRect(): DOMRect }

export interface ShownMenu {
  label: string
  /** Asked anew while the menu stands, so that choices follow what was chosen. */
  items: () => MenuItem[]
  anchor: Anchor
  align: 'start' | 'end'
  /** Words above the first line. */
  heading?: { title: string; text: string }
  /** Opened by a key: its first line has the focus then. */
  byKey: boolean
  /** Gets the focus back. */
  returnTo: HTMLElement | null
}

/** At most one menu stands open. What draws it is loaded when somebody is about to open the first. */
class Menus {
  shown = $state.raw<ShownMenu | null>(null)
  content = $state.raw<Component<{ menu: ShownMenu; onclose: () => void }> | null>(null)

  /** Fetches what draws menus; a button asks for it when the pointer comes near. */
  prepare() {
    if (this.content) return
    void import('./MenuContent.svelte').then((module) => (this.content = module.default))
  }

  open(menu: ShownMenu) {
    this.prepare()
    this.shown = menu
  }

  openAt(x: number, y: number, menu: Omit<ShownMenu, 'anchor' | 'align'>) {
    this.open({ ...menu, align: 'start', anchor: { getBoundingClientRect: () => new DOMRect(x, y, 0, 0) } })
  }

  close() {
    this.shown = null
  }
}

export const menus = new Menus()
