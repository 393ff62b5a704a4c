import type { Job } from './types'

/** The waits between two looks at a job, in milliseconds: short ones are over soon, long ones are not asked for all the time. */
const FIRST_WAIT_MS = 200
const LONGEST_WAIT_MS = 2_000

/** Looks at a job until it is done, and tells each look. A look that fails is repeated, up to a few in a row. */
export async function followJob(
  look: () => Promise<Job>,
  tell: (job: Job) => void,
  wait: (ms: number) => Promise<void> = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
): Promise<Job> {
  let waitMs = FIRST_WAIT_MS
  let failures = 0
  for (;;) {
    try {
      const job = await look()
      failures = 0
      tell(job)
      if (job.state === 'done') return job
    } catch (cause) {
      failures += 1
      if (failures > 5) throw cause
    }
    await wait(waitMs)
    waitMs = Math.min(LONGEST_WAIT_MS, waitMs * 1.5)
  }
}
