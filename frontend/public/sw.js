// @ts-check
// Streams downloads that the page puts together (zips). It answers its own addresses only and leaves all others alone.

/** @type {Map<string, {port: MessagePort, name: string}>} */
const waiting = new Map()

/** What the browser has not asked for by then is forgotten; the page that announced it has given it up too. */
const BEGIN_MS = 30_000

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('message', (event) => {
  if (event.data.kind !== 'stream') return
  const port = event.ports[0]
  const { id, name } = event.data
  waiting.set(id, { port, name })
  setTimeout(() => waiting.delete(id) && port.close(), BEGIN_MS)
  port.postMessage({ kind: 'ready' })
})

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url)
  const match = /^\/sw-download\/([0-9a-f]{32})\//.exec(url.pathname)
  if (!match || url.origin !== self.location.origin) return
  const download = waiting.get(match[1])
  waiting.delete(match[1])
  event.respondWith(download ? answer(download) : new Response(null, { status: 404 }))
})

/** @param {{port: MessagePort, name: string}} download */
function answer({ port, name }) {
  const body = new ReadableStream(
    {
      pull(controller) {
        return new Promise((resolve) => {
          port.onmessage = ({ data }) => {
            if (data.kind === 'chunk') controller.enqueue(data.chunk)
            else if (data.kind === 'end') controller.close()
            else controller.error(new Error('the download was stopped'))
            resolve(undefined)
          }
          port.postMessage({ kind: 'pull' })
        })
      },
      cancel() {
        port.postMessage({ kind: 'cancel' })
      },
    },
    { highWaterMark: 1 },
  )
  const ascii = name.replace(/[^\x20-\x7e]|["\\]/g, '_')
  const utf8 = encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return new Response(body, {
    headers: {
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename="${ascii}"; filename*=UTF-8''${utf8}`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'no-store',
    },
  })
}
