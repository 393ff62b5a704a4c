import { readFileSync } from 'node:fs'
import openapiTypeScript, { astToString } from 'openapi-typescript'
import { expect, test } from 'vitest'

test('schema.ts is what openapi.json says; `npm run api` writes it again', async () => {
  const openapi = JSON.parse(readFileSync('../crates/api/openapi.json', 'utf8'))
  const generated = astToString(await openapiTypeScript(openapi, { defaultNonNullable: false }))
  expect(readFileSync('src/api/schema.ts', 'utf8')).toContain(generated.trim())
})
