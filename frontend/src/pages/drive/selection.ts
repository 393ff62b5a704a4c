// Which rows are chosen and which one the keyboard stands on. Values in, values out; the list decides what order means.

export interface Selection {
  selected: ReadonlySet<string>
  /** Where a range begins. */
  anchor: string | null
  /** Where the keyboard is. */
  active: string | null
}

export const emptySelection: Selection = { selected: new Set(), anchor: null, active: null }

/** The selection that a history entry remembers. */
export function remembered(entry: { selection?: readonly string[]; active?: string | null }): Selection {
  return { selected: new Set(entry.selection ?? []), anchor: null, active: entry.active ?? null }
}

export interface Modifiers {
  shift?: boolean
  /** Ctrl, or Cmd on a Mac. */
  toggle?: boolean
}

/** A click on a row: alone it chooses that row, with Ctrl it adds or takes away, with Shift it reaches from the anchor. */
export function clickRow(current: Selection, order: readonly string[], id: string, keys: Modifiers = {}): Selection {
  if (keys.shift) return { ...range(current, order, id, keys.toggle ?? false), active: id }
  if (keys.toggle) return toggleRow(current, id)
  return { selected: new Set([id]), anchor: id, active: id }
}

/** The check box of a row, or Space on it. */
export function toggleRow(current: Selection, id: string): Selection {
  const selected = new Set(current.selected)
  if (!selected.delete(id)) selected.add(id)
  return { selected, anchor: id, active: id }
}

/** An arrow key: moves the active row and chooses it; with Shift the range grows or shrinks. */
export function moveActive(
  current: Selection,
  order: readonly string[],
  by: number,
  keys: Modifiers = {},
): Selection {
  if (order.length === 0) return current
  const at = current.active === null ? -1 : order.indexOf(current.active)
  const from = at === -1 ? (by > 0 ? -1 : order.length) : at
  const id = order[Math.min(order.length - 1, Math.max(0, from + by))]!
  if (keys.shift) return { ...range(current, order, id, false), active: id }
  if (keys.toggle) return { ...current, active: id }
  return { selected: new Set([id]), anchor: id, active: id }
}

export function selectAll(current: Selection, order: readonly string[]): Selection {
  return { ...current, selected: new Set(order) }
}

export function clearSelection(current: Selection): Selection {
  return { selected: new Set(), anchor: null, active: current.active }
}

/** The right button: on a chosen row it means all chosen ones, elsewhere that row alone. */
export function pointForMenu(current: Selection, id: string): Selection {
  if (current.selected.has(id)) return { ...current, active: id }
  return { selected: new Set([id]), anchor: id, active: id }
}

/** Forgets rows that are no longer there. */
export function prune(current: Selection, order: readonly string[]): Selection {
  const there = new Set(order)
  const selected = new Set([...current.selected].filter((id) => there.has(id)))
  return {
    selected,
    anchor: current.anchor !== null && there.has(current.anchor) ? current.anchor : null,
    active: current.active !== null && there.has(current.active) ? current.active : null,
  }
}

/** The row whose name begins with what was typed, looking onward from the active one. */
export function findByTyping(rows: readonly { id: string; name: string }[], from: string | null, typed: string) {
  const wanted = typed.normalize('NFC').toLowerCase()
  const start = rows.findIndex(({ id }) => id === from)
  // A single letter typed again goes to the next; a longer beginning stays where it fits.
  const offset = start >= 0 && [...wanted].length === 1 ? 1 : 0
  for (let step = 0; step < rows.length; step += 1) {
    const row = rows[(Math.max(start, 0) + offset + step) % rows.length]!
    if (row.name.normalize('NFC').toLowerCase().startsWith(wanted)) return row.id
  }
  return null
}

function range(current: Selection, order: readonly string[], id: string, add: boolean): Omit<Selection, 'active'> {
  const anchor = current.anchor ?? current.active ?? order[0] ?? id
  const [from, to] = [order.indexOf(anchor), order.indexOf(id)].sort((a, b) => a - b) as [number, number]
  const reached = order.slice(Math.max(0, from), to + 1)
  return { selected: new Set(add ? [...current.selected, ...reached] : reached), anchor }
}
