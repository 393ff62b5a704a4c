// What one may do in a folder. Values in, values out.
import type { EntryRole } from '../../api/types'

export interface Rights {
  /** Add to it, rename, move and trash what is in it. */
  change: boolean
  /** Links, members, stars. */
  own: boolean
}

/** Until the role is known, nothing is offered that might be refused. */
export function rightsOf(role: EntryRole | null): Rights {
  return { change: role === 'owner' || role === 'editor', own: role === 'owner' }
}
