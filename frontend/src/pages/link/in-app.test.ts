import { expect, test } from 'vitest'
import { inApp, outside } from './in-app'

const agents = {
  kakao:
    'Mozilla/5.0 (Linux; Android 14; SM-S918N; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/124.0 Mobile Safari/537.36;KAKAOTALK 2410710',
  naver:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 NAVER(inapp; search; 1220; 12.4.3; 15PRO)',
  instagram:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Mobile/21E219 Instagram 325.0.3.34.90',
  line: 'Mozilla/5.0 (Linux; Android 13; wv) AppleWebKit/537.36 Chrome/124.0 Mobile Safari/537.36 Line/14.5.0',
}

test('the windows of apps are known by their names', () => {
  for (const agent of Object.values(agents)) expect(inApp.test(agent), agent).toBe(true)
})

test('browsers are not taken for apps', () => {
  for (const agent of [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0 Safari/537.36',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Version/17.4 Mobile/15E148 Safari/604.1',
    'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/124.0 Mobile Safari/537.36 Whale/3.0',
    'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 Offline/1',
  ])
    expect(inApp.test(agent), agent).toBe(false)
})

test('only one of them can be asked to let the link out', () => {
  const address = 'https://files.example.org/s/a?b=1&c=2'
  expect(outside(agents.kakao, address)).toBe(
    'kakaotalk://web/openExternal?url=https%3A%2F%2Ffiles.example.org%2Fs%2Fa%3Fb%3D1%26c%3D2',
  )
  expect(outside(agents.naver, address)).toBeNull()
})
