// The contract's limits, and our own measure.

/** Files in one call of start-uploads or complete-uploads. */
export const MAX_UPLOADS_PER_CALL = 25
/** Parts in one call of sign-parts. */
export const MAX_PARTS_PER_SIGN = 20
/** Files up to this size are one part, and are hashed before they start. */
export const SINGLE_PART_BYTES = 16 * 1024 * 1024

/** PUTs at once. Browsers open six connections to a host; one stays free for the calls that keep the rest going. */
export const MAX_PUTS = 5
export const MAX_HASHES = 2
export const MAX_FOLDERS = 2
export const MAX_SIGNS = 2
export const MAX_LOOK_UPS = 2
/** Single-part files that may be open ahead of their bytes; a large file weighs as much as ten of them. */
export const MAX_OPEN_WEIGHT = 50
export const LARGE_FILE_WEIGHT = 10
/** Parts of a large file that may be hashed, signed or under way at once. */
export const PART_WINDOW = 16
/** Fewer hashed parts than this wait for company before they are signed, as long as there is something to send. */
export const SIGN_BATCH = 4

/** A signature lives 15 minutes; one minute is kept for clocks and queues. */
export const SIGNATURE_LIFE_MS = 14 * 60_000
/** Tries of one step before a person is asked. */
export const MAX_ATTEMPTS = 8
/** How long until `completing` is asked after again. */
export const COMPLETING_MS = 2_000

/** Back-off with jitter: half to all of 1 s, 2 s, 4 s … at most 60 s, and never before the server wants. `random` is in [0, 1). */
export function backOffMs(attempts: number, random: number, retryAfterS: number | null): number {
  const step = Math.min(60_000, 1_000 * 2 ** Math.max(0, attempts - 1))
  return Math.max(step / 2 + (step / 2) * random, (retryAfterS ?? 0) * 1_000)
}
