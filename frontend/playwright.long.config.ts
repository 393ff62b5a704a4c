import { defineConfig } from '@playwright/test'
import daily from './playwright.config.ts'

/** Real amounts, which take minutes: `npm run e2e:long`, outside of `make test`. */
export default defineConfig({
  ...daily,
  testDir: 'e2e-long',
  outputDir: 'test-results-long',
  timeout: 60 * 60_000,
  use: { ...daily.use, trace: 'off' },
})
