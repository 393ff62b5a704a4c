import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'
import { compress } from './vite/compress.ts'
import { firstPaint } from './vite/first-paint.ts'

const server = process.env.SHARE_CLOUD_URL ?? 'http://127.0.0.1:8080'

export default defineConfig({
  plugins: [svelte(), firstPaint('src/first-paint.js'), compress()],
  build: {
    target: 'es2022',
    // Nothing may be a data: URL or an inline script: the content security policy would refuse it.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    manifest: true,
  },
  worker: { format: 'es' },
  server: {
    // Hosts are kept, because the server signs its answers' URLs for the origin that a request came to.
    proxy: Object.fromEntries(
      ['/api', '/outbox', '/objects'].map((path) => [path, { target: server, changeOrigin: false }]),
    ),
  },
  test: { include: ['src/**/*.test.ts', 'vite/**/*.test.ts'], environment: 'node' },
})
