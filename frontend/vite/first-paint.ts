import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Plugin } from 'vite'

/**
 * Adds one small classic script that runs before the first paint, so that neither theme nor language flashes.
 * Vite bundles module scripts only, and those run after the page was painted; inline scripts are refused by the policy.
 */
export function firstPaint(source: string): Plugin {
  let fileName = ''
  let building = false
  return {
    name: 'share-cloud-first-paint',
    configResolved(config) {
      building = config.command === 'build'
    },
    buildStart() {
      if (!building) return
      const code = withoutComments(readFileSync(source, 'utf8'))
      const hash = createHash('sha256').update(code).digest('base64url').slice(0, 8)
      fileName = `assets/first-paint-${hash}.js`
      this.emitFile({ type: 'asset', fileName, source: code })
    },
    transformIndexHtml() {
      return [{ tag: 'script', attrs: { src: building ? `/${fileName}` : `/${source}` }, injectTo: 'head-prepend' }]
    },
  }
}

function withoutComments(code: string): string {
  return code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*(\/\/.*)?\n/gm, '')
}
