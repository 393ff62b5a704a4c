import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'
import { compress } from './vite/compress.ts'
import { firstPaint } from './vite/first-paint.ts'

const server = process.env.SHARE_CLOUD_URL ?? 'http://127.0.0.1:8080'

const paths = (...parts: string[]) => new RegExp(parts.join('|').replaceAll('/', '[\\\\/]'))

/** What the drive and the link page share; in one file, because that compresses best. */
const sharedPaths = paths(
  'node_modules/svelte/src/(internal|index|legacy|utils|constants|escaping)',
  'node_modules/(openapi-fetch|esm-env)/',
  '@lucide/svelte/dist/(Icon|context|defaultAttributes|utils)',
  '@lucide/svelte/dist/icons/(download|eye|folder-open|cloud-off|arrow)',
  'src/(api/(client|problem)\\.|messages/messages|router/|preferences)',
  'src/components/(Button|IconButton|Logo|PreferencesBar|Spinner|Toaster|toasts|EmptyState)',
  'src/components/(EntryList|EntryRow|second-click|RowWindow|row-window|FileIcon|Breadcrumb|entry-words)',
  'src/format/(bytes|count|kinds|time)',
  'src/downloads/(download|leaving|zips|tickets)',
  'src/pages/drive/(listing|selection)',
)

/** The link page but for what most visitors never see. */
const linkPaths = paths('src/pages/link/(?!PasswordGate|EndedPage|InAppHint|Drop|drop)')

export default defineConfig({
  plugins: [svelte(), firstPaint('src/first-paint.js'), compress()],
  build: {
    target: 'es2022',
    // Nothing may be a data: URL or an inline script: the content security policy would refuse it.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    manifest: true,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // Few files: forty small ones would cost more in round trips, and compress worse.
          groups: [
            { name: 'shared', test: sharedPaths, priority: 1, minShareCount: 2 },
            { name: 'link', test: linkPaths, priority: 0 },
          ],
        },
      },
    },
  },
  worker: { format: 'es' },
  server: {
    // Hosts are kept, because the server signs its answers' URLs for the origin that a request came to.
    proxy: Object.fromEntries(
      ['/api', '/outbox', '/share-cloud-content'].map((path) => [path, { target: server, changeOrigin: false }]),
    ),
  },
  test: {
    include: ['src/**/*.test.ts', 'vite/**/*.test.ts'],
    environment: 'node',
    // However slow the machine is; nothing that passes takes as long.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
