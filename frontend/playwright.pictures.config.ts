import { defineConfig } from '@playwright/test'
import daily from './playwright.config.ts'

/** Draws the pictures of the README anew: `npm run pictures`. */
export default defineConfig({
  ...daily,
  testDir: 'pictures',
  outputDir: 'test-results-pictures',
  timeout: 20 * 60_000,
  use: { ...daily.use, trace: 'off' },
})
