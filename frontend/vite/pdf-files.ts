import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createRequire } from 'node:module'
import type { Plugin } from 'vite'

const packageFile = createRequire(import.meta.url).resolve('pdfjs-dist/package.json')
const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string }

/** Below the site's root; the version stands in it, because these names have no hash. */
const folder = `assets/pdfjs-${version}/`

/** What a PDF may want that is not in it: encodings of Korean, Chinese and Japanese fonts, the standard fonts, and a decoder in JavaScript,
    because the content security policy lets no WebAssembly run. */
const wanted: [from: string, isWanted: (name: string) => boolean][] = [
  ['cmaps', () => true],
  ['standard_fonts', () => true],
  ['wasm', (name) => name.endsWith('.js') || name.includes('OPENJPEG')],
]

/** Puts pdf.js's own files beside the hashed assets, and tells the app where they are. */
export function pdfFiles(): Plugin {
  let building = false
  return {
    name: 'share-cloud-pdf-files',
    config: (_config, { command }) => {
      building = command === 'build'
      const place = building ? `/${folder}` : '/node_modules/pdfjs-dist/'
      return { define: { __PDF_FILES__: JSON.stringify(place) } }
    },
    buildStart() {
      if (!building) return
      for (const [from, isWanted] of wanted) {
        const place = join(dirname(packageFile), from)
        for (const name of readdirSync(place).filter(isWanted)) {
          this.emitFile({
            type: 'asset',
            fileName: `${folder}${from}/${name}`,
            source: readFileSync(join(place, name)),
          })
        }
      }
    },
  }
}
