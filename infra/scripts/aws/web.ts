import { readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import type { Cloud, WebFile } from './cloud.js'

/** As crates/local/src/web.rs answers; a test compares the two. */
export const CONTENT_TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json',
  map: 'application/json',
  webmanifest: 'application/manifest+json',
  txt: 'text/plain; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  avif: 'image/avif',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
  woff: 'font/woff',
  wasm: 'application/wasm',
}

/** Assets carry a hash of their content in their name; everything else is asked for again each time. */
const FOREVER = 'public, max-age=31536000, immutable'
const ASK_AGAIN = 'no-cache'

/** How many files are sent at once. */
const AT_ONCE = 8

const isAsset = (key: string) => key.startsWith('assets/')

function webFile(webDir: string, key: string): WebFile {
  const contentType = CONTENT_TYPES[extname(key).slice(1)] ?? 'application/octet-stream'
  return { key, body: readFileSync(join(webDir, key)), contentType, cacheControl: isAsset(key) ? FOREVER : ASK_AGAIN }
}

/** The keys of the web app in the order they are sent: what a page names before the page. Compressed twins stay, CloudFront makes its own. */
export function webKeys(webDir: string): string[] {
  const entries = readdirSync(webDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const keys = entries.map((entry) => relative(webDir, join(entry.parentPath, entry.name)).split(sep).join('/'))
  const sent = keys.filter((key) => !/\.(br|gz)$/.test(key) && !key.startsWith('.')).sort()
  const rank = (key: string) => (isAsset(key) ? 0 : key === 'index.html' ? 2 : 1)
  return sent.sort((one, other) => rank(one) - rank(other))
}

/**
 * Sends the web app. Assets of earlier builds stay: a page that is open in a browser still names them. Answers what has to be taken out of
 * CloudFront's memory.
 */
export async function sendWeb(cloud: Cloud, bucket: string, webDir: string): Promise<string[]> {
  const keys = webKeys(webDir)
  const assets = keys.filter(isAsset)
  for (let at = 0; at < assets.length; at += AT_ONCE)
    await Promise.all(assets.slice(at, at + AT_ONCE).map((key) => cloud.put(bucket, webFile(webDir, key))))
  const others = keys.filter((key) => !isAsset(key))
  for (const key of others) await cloud.put(bucket, webFile(webDir, key))
  return others.map((key) => `/${key}`)
}
