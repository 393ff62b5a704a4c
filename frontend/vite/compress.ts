import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

const COMPRESSED = /\.(js|css|html|svg|json)$/
/** Below this a compressed file saves no packet. */
const LEAST_BYTES = 1_000

/** Writes `.br` and `.gz` beside what compresses well, so that no server has to do it again for every visitor. */
export function compress(): Plugin {
  let folder = ''
  return {
    name: 'share-cloud-compress',
    apply: 'build',
    configResolved(config) {
      folder = resolve(config.root, config.build.outDir)
    },
    closeBundle() {
      for (const file of filesBelow(folder)) {
        if (!COMPRESSED.test(file) || statSync(file).size < LEAST_BYTES) continue
        const content = readFileSync(file)
        const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length }
        writeFileSync(`${file}.br`, brotliCompressSync(content, { params }))
        writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }))
      }
    },
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return entry.name === '.vite' ? [] : filesBelow(path)
    return [path]
  })
}
