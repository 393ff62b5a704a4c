import { expect, test } from 'vitest'
import { followJob } from './job'
import { Problem } from './problem'
import type { Job } from './types'

const job = (state: Job['state'], done: number): Job => ({
  id: 'j',
  state,
  done,
  total: 3,
  problems: [],
  entry_ids: [],
})

test('a job is followed to its end, through a look that fails', async () => {
  const looks: (Job | Problem)[] = [job('running', 0), new Problem('no_answer', 0), job('running', 2), job('done', 3)]
  const told: number[] = []
  const waits: number[] = []
  const look = async () => {
    const next = looks.shift()!
    if (next instanceof Problem) throw next
    return next
  }
  const end = await followJob(
    look,
    ({ done }) => told.push(done),
    async (ms) => void waits.push(ms),
  )
  expect([end.state, told, waits.length]).toEqual(['done', [0, 2, 3], 3])
  expect(waits[2]! > waits[0]!).toBe(true)
})

test('a job that nobody answers for any more is given up', async () => {
  const look = async () => {
    throw new Problem('unavailable', 503)
  }
  await expect(
    followJob(
      look,
      () => undefined,
      async () => undefined,
    ),
  ).rejects.toThrow('unavailable')
})
