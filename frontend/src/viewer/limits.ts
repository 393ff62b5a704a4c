const MIB = 1024 * 1024

/** Text is fetched piece by piece, up to where the rest is for an editor. */
export const TEXT_PIECE_BYTES = MIB
export const MOST_TEXT_BYTES = 4 * MIB

/** Larger images and PDFs would fill the memory of a phone; a player takes what it needs, so that film and sound have no limit. */
export const MOST_BYTES: Partial<Record<string, number>> = { image: 100 * MIB, pdf: 256 * MIB }
