import { expect, test } from 'vitest'
import { answerOf, asProblem, parseRetryAfter, Problem, problemOf } from './problem'

test('a refusal keeps code, fields and the time to wait', () => {
  const body = {
    type: 'about:blank',
    title: 't',
    status: 429,
    detail: 'wait',
    code: 'too_many_requests',
    request_id: 'r1',
    fields: [{ field: 'email', code: 'invalid', detail: '' }],
  }
  const problem = problemOf(new Response(null, { status: 429, headers: { 'retry-after': '42' } }), body)
  expect(problem).toMatchObject({ code: 'too_many_requests', retryAfterS: 42, requestId: 'r1' })
  expect(problem.fields[0]?.field).toBe('email')
})

test("a proxy's own page still becomes a code that has words", () => {
  expect(problemOf(new Response('<html>', { status: 502 }), '<html>').code).toBe('unavailable')
  expect(problemOf(new Response('', { status: 418 }), undefined).code).toBe('internal')
})

test('no answer is told from a mistake in the program', async () => {
  expect(asProblem(new TypeError('Failed to fetch')).code).toBe('no_answer')
  expect(asProblem(new TypeError('x is not a function')).code).toBe('internal')
  await expect(
    answerOf(Promise.reject(new TypeError('NetworkError when attempting to fetch'))),
  ).rejects.toBeInstanceOf(Problem)
})

test('Retry-After is read as seconds and as a date', () => {
  const now = Date.parse('2026-01-01T00:00:00Z')
  expect(parseRetryAfter('60', now)).toBe(60)
  expect(parseRetryAfter('Thu, 01 Jan 2026 00:01:00 GMT', now)).toBe(60)
  expect(parseRetryAfter('soon', now)).toBeNull()
  expect(parseRetryAfter(null, now)).toBeNull()
})
