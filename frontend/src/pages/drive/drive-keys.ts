// What a key means in the list. The list itself has the keys; fields and buttons keep theirs.

export type Command =
  | { kind: 'step'; by: number }
  | {
      kind:
        | 'open'
        | 'toggle'
        | 'select_all'
        | 'clear'
        | 'up'
        | 'menu'
        | 'rename'
        | 'cut'
        | 'copy'
        | 'paste'
        | 'undo'
        | 'star'
        | 'trash'
        | 'details'
    }
  | { kind: 'type'; text: string }

export type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'isComposing'> & {
  code?: string
}

const plain: Record<string, Command> = {
  ArrowDown: { kind: 'step', by: 1 },
  ArrowUp: { kind: 'step', by: -1 },
  Home: { kind: 'step', by: -Infinity },
  End: { kind: 'step', by: Infinity },
  Enter: { kind: 'open' },
  ' ': { kind: 'toggle' },
  Escape: { kind: 'clear' },
  Backspace: { kind: 'up' },
  ContextMenu: { kind: 'menu' },
  F2: { kind: 'rename' },
  Delete: { kind: 'trash' },
  '*': { kind: 'star' },
}

/** By the key's place on the keyboard: with a Korean layout the letter of Ctrl+X is ㅌ. */
const withCtrl: Record<string, Command> = {
  KeyA: { kind: 'select_all' },
  KeyX: { kind: 'cut' },
  KeyI: { kind: 'details' },
  KeyC: { kind: 'copy' },
  KeyV: { kind: 'paste' },
  KeyZ: { kind: 'undo' },
}

/** The letter's key: where the layout has another letter there, by its place. */
export function letterOf({ key, code }: Pick<Key, 'key' | 'code'>): string {
  return /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : (code ?? '')
}

/** `page` is how many rows fit. */
export function commandOf(event: Key, page: number): Command | null {
  if (event.isComposing || event.altKey) return null
  const toggle = event.ctrlKey || event.metaKey
  if (event.key === 'PageDown') return { kind: 'step', by: page }
  if (event.key === 'PageUp') return { kind: 'step', by: -page }
  if (event.key === 'F10' && event.shiftKey) return { kind: 'menu' }
  const letter = letterOf(event)
  if (toggle && withCtrl[letter]) return withCtrl[letter]
  // Macs have no Delete key of their own, and trash so.
  if (event.metaKey && event.key === 'Backspace') return { kind: 'trash' }
  const command = plain[event.key]
  if (command) return command
  // These two are the whole app's.
  if (toggle || [...event.key].length !== 1 || ['?', '/'].includes(event.key)) return null
  return { kind: 'type', text: event.key }
}
