import { expect, test } from 'vitest'
import { linkTokenOf } from './link-token'

const token = 'UvrdNtgAbC-_1234567890abcdefghijklmnopqrstu'

test('a reported link is known by its token, however it is given', () => {
  for (const text of [
    token,
    ` https://files.example.org/s/${token} `,
    `http://127.0.0.1:8080/s/${token}/0123`,
    `/s/${token}?x=1`,
    `/s/${token}#top`,
  ])
    expect(linkTokenOf(text)).toBe(token)
})

test('what is no link is none', () => {
  for (const text of ['', 'https://files.example.org/', `https://files.example.org/t/${token}`, token.slice(1)])
    expect(linkTokenOf(text)).toBeNull()
})
