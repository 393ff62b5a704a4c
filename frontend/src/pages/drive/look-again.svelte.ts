import { untrack } from 'svelte'
import { current } from './current.svelte'

/** Reads a list again when something was changed in this tab, and when somebody comes back to it. Called while its component begins. */
export function lookAgain(load: () => unknown) {
  // What was changed before is in what is read first.
  const known = untrack(() => current.changes)
  $effect(() => {
    if (current.changes > known) untrack(load)
  })
  $effect(() => {
    const look = () => document.visibilityState === 'visible' && load()
    addEventListener('focus', look)
    return () => removeEventListener('focus', look)
  })
}
