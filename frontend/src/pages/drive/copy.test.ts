import { expect, test } from 'vitest'
import { Problem } from '../../api/problem'
import type { Entry, Job } from '../../api/types'
import { copyAll, type Begun } from './copy'

const entry = (id: string) => ({ id, name: `name of ${id}` }) as Entry
const job = (more: Partial<Job>): Job => ({
  id: 'j',
  state: 'done',
  done: 0,
  total: 0,
  problems: [],
  entry_ids: [],
  ...more,
})
const never = () => Promise.reject(new Error('nobody asked for a job'))
const told = ({ refused }: { refused: { name: string; problem: Problem }[] }) =>
  refused.map(({ name, problem }) => [name, problem.code])

test('what is copied at once is known by its copies, and each refusal by its name', async () => {
  const results: Begun = {
    results: [
      { entry_id: 'a', entry: entry('copy of a') },
      { entry_id: 'b', problem: new Problem('not_found', 404) },
    ],
  }
  const outcome = await copyAll(() => Promise.resolve(results), never, [entry('a'), entry('b')], 'to')
  expect(outcome.made).toEqual(['copy of a'])
  expect(told(outcome)).toEqual([['name of b', 'not_found']])
})

test('what goes on as a job is followed to its end, problems and all', async () => {
  const problem = { status: 507, code: 'quota_exceeded', detail: '' }
  const end = job({ entry_ids: ['copy'], problems: [{ entry_id: 'x', name: 'deep.txt', problem }] })
  const asked: string[] = []
  const outcome = await copyAll(
    () => Promise.resolve({ jobId: 'j' }),
    (id) => (asked.push(id), Promise.resolve(end)),
    [entry('a')],
    'to',
  )
  expect([asked, outcome.made, told(outcome)]).toEqual([['j'], ['copy'], [['deep.txt', 'quota_exceeded']]])
})

test('a call takes at most a thousand, and one that is refused refuses its own entries only', async () => {
  const entries = Array.from({ length: 1_200 }, (_, index) => entry(String(index)))
  const sizes: number[] = []
  const outcome = await copyAll(
    (ids) => {
      sizes.push(ids.length)
      if (sizes.length === 2) return Promise.reject(new Problem('quota_exceeded', 507))
      return Promise.resolve({ results: ids.map((id) => ({ entry_id: id, entry: entry(id) })) })
    },
    never,
    entries,
    'to',
  )
  expect([sizes, outcome.made.length, outcome.refused.length]).toEqual([[1_000, 200], 1_000, 200])
})
