import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { BEGIN_MS, pump } from './save'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

interface Said {
  kind: string
  chunk?: Uint8Array
}

/** A port whose other end is the test. */
function fakePort() {
  const said: Said[] = []
  const port = { said, closed: false, onmessage: null as null | ((event: { data: Said }) => void) }
  return Object.assign(port, {
    postMessage: (message: Said) => void said.push(message),
    close: () => void (port.closed = true),
  })
}

const streamOf = (...chunks: string[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk))
      controller.close()
    },
  })

test('a download that the browser never begins ends, and says so', async () => {
  const port = fakePort()
  const ended = pump(streamOf('a'), port as unknown as MessagePort, new AbortController().signal).catch(
    (cause) => cause,
  )
  vi.advanceTimersByTime(BEGIN_MS)
  expect(await ended).toMatchObject({ code: 'no_answer' })
  expect(port.said).toEqual([{ kind: 'error' }])
})

test('one that has begun may take as long as it takes', async () => {
  const port = fakePort()
  const ended = pump(streamOf('a'), port as unknown as MessagePort, new AbortController().signal)
  const ask = () => port.onmessage!({ data: { kind: 'pull' } })
  ask()
  await vi.waitFor(() => expect(port.said.map(({ kind }) => kind)).toEqual(['chunk']))
  vi.advanceTimersByTime(10 * BEGIN_MS)
  ask()
  await ended
  expect(port.said.map(({ kind }) => kind)).toEqual(['chunk', 'end'])
})

/** The service worker as the browser runs it, with its listeners to call. */
function worker() {
  const listeners: Record<string, (event: object) => void> = {}
  const self = {
    location: { origin: 'https://files.example.org' },
    addEventListener: (kind: string, listener: (event: object) => void) => void (listeners[kind] = listener),
  }
  new Function('self', readFileSync('public/sw.js', 'utf8'))(self)
  return {
    announce: (id: string, port: object) =>
      listeners.message!({ data: { kind: 'stream', id, name: '사진.zip' }, ports: [port] }),
    async fetch(id: string): Promise<Response> {
      const url = `https://files.example.org/sw-download/${id}/x.zip`
      return new Promise((answered) => listeners.fetch!({ request: { url }, respondWith: answered }))
    },
  }
}

test('the worker forgets what was announced and never fetched', async () => {
  const { announce, fetch } = worker()
  const [kept, forgotten] = [fakePort(), fakePort()]
  announce('a'.repeat(32), kept)
  announce('b'.repeat(32), forgotten)
  expect((await fetch('a'.repeat(32))).headers.get('content-disposition')).toContain("filename*=UTF-8''")
  vi.advanceTimersByTime(BEGIN_MS)
  expect([kept.closed, forgotten.closed]).toEqual([false, true])
  expect((await fetch('b'.repeat(32))).status).toBe(404)
  expect(readFileSync('public/sw.js', 'utf8')).toContain(
    `BEGIN_MS = ${BEGIN_MS.toLocaleString('en').replace(',', '_')}`,
  )
})
