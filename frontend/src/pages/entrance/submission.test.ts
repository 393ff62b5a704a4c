import { expect, test, vi } from 'vitest'
import { Problem } from '../../api/problem'
import { Submission } from './submission.svelte'

const fine = { email: null, password: null }

function formWith(options?: { passwordField: 'password' }) {
  const form = new Submission({ email: 'email', password: 'password' }, options)
  const focused: string[] = []
  for (const field of ['email', 'password'] as const) {
    form.elements[field] = { focus: () => focused.push(field) } as unknown as HTMLInputElement
  }
  return { form, focused }
}

const refusal = (code: Problem['code'], ...fields: string[]) =>
  new Problem(
    code,
    422,
    '',
    fields.map((field) => ({ field, code: 'too_long', detail: '' })),
  )

test('what is wrong is said at its field, the first one has the focus, and nothing is sent', async () => {
  const { form, focused } = formWith()
  const act = vi.fn()
  expect(await form.send({ email: null, password: 'required' }, act)).toBe(false)
  expect(act).not.toHaveBeenCalled()
  expect([form.error('email'), form.error('password'), form.notice]).toEqual([null, 'Enter a password.', null])
  await form.send({ email: 'invalid_email', password: 'required' }, act)
  expect(focused).toEqual(['password', 'email'])
})

test('it is sent once at a time, and what was wrong before is forgotten', async () => {
  const { form, focused } = formWith()
  await form.send({ email: 'required', password: null }, async () => undefined)
  let arrive = () => {}
  const act = vi.fn(() => new Promise<void>((resolve) => (arrive = resolve)))
  const sent = form.send(fine, act)
  expect([form.busy, form.error('email')]).toEqual([true, null])
  expect(await form.send(fine, act)).toBe(false)
  arrive()
  expect(await sent).toBe(true)
  expect([form.busy, act.mock.calls.length]).toEqual([false, 1])
  expect(focused).toEqual(['email'])
})

test('what the server finds wrong with a field is said there', async () => {
  const { form, focused } = formWith()
  expect(await form.send(fine, () => Promise.reject(refusal('invalid_input', 'password', 'else')))).toBe(false)
  expect([form.busy, form.error('password'), form.notice]).toEqual([false, 'This password is too long.', null])
  expect(focused).toEqual(['password'])
})

test('what concerns no field stands above them, and the first has the focus', async () => {
  const { form, focused } = formWith()
  await form.send(fine, () => Promise.reject(refusal('unavailable')))
  expect(form.notice).toMatch(/^The server is busy/)
  expect(focused).toEqual(['email'])
  form.clear()
  expect(form.notice).toBeNull()
})

test('a wrong password is said at the field that asks for the account’s, where there is one', async () => {
  const asking = formWith({ passwordField: 'password' })
  await asking.form.send(fine, () => Promise.reject(refusal('invalid_credentials')))
  expect([asking.form.error('password'), asking.form.notice]).toEqual(['This password is not right.', null])
  expect(asking.focused).toEqual(['password'])
  const other = formWith()
  await other.form.send(fine, () => Promise.reject(refusal('invalid_credentials')))
  expect(other.form.error('password')).toBeNull()
  expect(other.form.notice).toMatch(/do not match/)
})
