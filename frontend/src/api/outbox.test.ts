import { expect, test } from 'vitest'
import { hasOutbox, isThisMachine } from './outbox'

const answers = (status: number, type: string) => async () =>
  new Response(null, { status, headers: { 'content-type': type } })

test('the outbox itself says whether it may be read', async () => {
  expect(await hasOutbox('127.0.0.1', answers(200, 'application/json'))).toBe(true)
  expect(await hasOutbox('localhost', answers(404, 'application/json'))).toBe(false)
  expect(await hasOutbox('localhost', answers(200, 'text/html'))).toBe(false)
  expect(await hasOutbox('localhost', () => Promise.reject(new TypeError('away')))).toBe(false)
})

test('a home that is reached by a name is not even asked', async () => {
  let asked = 0
  const ask = () => ((asked += 1), answers(200, 'application/json')())
  for (const name of ['files.example.org', '192.168.0.2', '127.example.org', 'localhost.example.org']) {
    expect(await hasOutbox(name, ask)).toBe(false)
  }
  expect(asked).toBe(0)
  expect(['localhost', '[::1]', '127.1.2.3'].every(isThisMachine)).toBe(true)
})
