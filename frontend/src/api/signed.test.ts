import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { signedBy } from './signed'
import { TokenKeeper, type Grant } from './token-keeper'
import type { Account } from './types'

const grant = (id: string, accessToken: string, expiresAt = Infinity): Grant => ({
  accessToken,
  expiresAt,
  account: { id } as Account,
})
const request = () => new Request('https://files.example.org/api/folders', { method: 'POST', body: '{}' })

const sent: (string | null)[] = []
let answers: Response[] = []

beforeEach(() => {
  sent.length = 0
  answers = []
  vi.stubGlobal('fetch', async ({ headers }: Request) => {
    sent.push(headers.get('authorization'))
    return answers.shift() ?? new Response('{}')
  })
})
afterEach(() => void vi.unstubAllGlobals())

function keeperWith(refresh: () => Promise<Grant | null>) {
  return new TokenKeeper({ refresh, onChange: () => undefined, channel: null, locks: null, now: () => 0 })
}

test('a token that is refused once is renewed once', async () => {
  const keeper = keeperWith(async () => grant('hana', 'new'))
  keeper.accept(grant('hana', 'old'))
  answers = [new Response('{"code":"unauthorized"}', { status: 401 })]
  expect((await signedBy(keeper)(request())).status).toBe(200)
  expect(sent).toEqual(['Bearer old', 'Bearer new'])
})

test('a wrong password is answered as it is', async () => {
  const keeper = keeperWith(async () => grant('hana', 'new'))
  keeper.accept(grant('hana', 'old'))
  answers = [new Response('{"code":"invalid_credentials"}', { status: 401 })]
  expect((await signedBy(keeper)(request())).status).toBe(401)
  expect(sent).toEqual(['Bearer old'])
})

test('what one person asked for is not sent as another who has signed in meanwhile', async () => {
  const keeper = keeperWith(async () => grant('dul', 'of another'))
  keeper.accept(grant('hana', 'too old', 0))
  await expect(signedBy(keeper)(request())).rejects.toMatchObject({ code: 'unauthorized' })
  expect(sent).toEqual([])
})

test('nor after its token was refused', async () => {
  const keeper = keeperWith(async () => grant('dul', 'of another'))
  keeper.accept(grant('hana', 'ended'))
  answers = [new Response('{"code":"unauthorized"}', { status: 401 })]
  expect((await signedBy(keeper)(request())).status).toBe(401)
  expect(sent).toEqual(['Bearer ended'])
})

test('a page that does not know yet who is there asks as whoever it is', async () => {
  const keeper = keeperWith(async () => grant('hana', 'first'))
  expect((await signedBy(keeper)(request())).status).toBe(200)
  expect(sent).toEqual(['Bearer first'])
})
