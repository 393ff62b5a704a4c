import { expect, test } from 'vitest'
import { outcomeOf } from './put'

test.each([
  [200, 'stored'],
  [412, 'stored'],
  [403, 'expired'],
  [400, 'differs'],
  [404, 'gone'],
  [507, { code: 'insufficient_storage' }],
] as const)('a PUT answered %d is %j', (status, outcome) => expect(outcomeOf(status, null)).toEqual(outcome))

test('a busy store is waited for as long as it asks', () => {
  expect(outcomeOf(503, '7')).toEqual({ code: 'unavailable', retryAfterS: 7 })
  expect(outcomeOf(500, null)).toEqual({ code: 'unavailable', retryAfterS: null })
})
