// Fails when a first visit costs more JavaScript than the budget allows. Run after `npm run build`.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const KB = 1000

/** What a visitor loads before the page stands: the entry, what it imports by itself, and the page that it fetches at once. */
const visits = [
  { name: 'link page', limit: 45 * KB, chunks: ['index.html', 'src/pages/link/start.ts'] },
  {
    name: 'drive',
    limit: 90 * KB,
    chunks: ['index.html', 'src/app/start.ts', 'src/app/Shell.svelte', 'src/pages/drive/DrivePage.svelte'],
  },
  {
    name: 'sign-in',
    limit: 90 * KB,
    chunks: ['index.html', 'src/app/start.ts', 'src/pages/entrance/SignInPage.svelte'],
  },
]

/** @type {Record<string, {file: string, imports?: string[]}>} */
const manifest = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8'))

/** @param {string[]} keys */
function filesOf(keys) {
  const seen = new Set()
  const add = (/** @type {string} */ key) => {
    const chunk = manifest[key]
    if (!chunk) throw new Error(`no chunk ${key}: was it renamed?`)
    if (seen.has(chunk.file)) return
    seen.add(chunk.file)
    chunk.imports?.forEach(add)
  }
  keys.forEach(add)
  return [...seen].filter((file) => file.endsWith('.js'))
}

let failed = false
for (const { name, limit, chunks } of visits) {
  const files = filesOf(chunks)
  const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(`dist/${file}`), { level: 9 }).length, 0)
  const over = bytes > limit
  failed ||= over
  const size = `${(bytes / KB).toFixed(1)} kB of ${limit / KB} kB`
  console.log(`${over ? 'TOO LARGE' : 'ok       '}  ${name.padEnd(10)} ${size} gzipped, ${files.length} files`)
  if (process.argv.includes('--files')) {
    for (const file of files.sort()) {
      console.log(
        `             ${(gzipSync(readFileSync(`dist/${file}`)).length / KB).toFixed(1).padStart(5)}  ${file}`,
      )
    }
  }
}
process.exit(failed ? 1 : 0)
