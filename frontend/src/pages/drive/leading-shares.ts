import type { PathItem, Share } from '../../api/types'

/** A link through which an entry can be reached, and the folder above it that the link is for; null when it is for the entry itself. */
export interface LeadingShare {
  share: Share
  through: PathItem | null
}

/** The links that lead to the last of this path: for itself first, then for a folder around it. */
export function leadingShares(shares: readonly Share[], path: readonly PathItem[]): LeadingShare[] {
  const upward = [...path].reverse()
  return upward.flatMap((step, above) =>
    shares
      .filter(({ entry_ids }) => entry_ids.includes(step.id))
      .map((share) => ({ share, through: above === 0 ? null : step })),
  )
}
