import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { permissionsPage } from '../lib/permissions.js'
import { repository } from '../lib/rows.js'
import { rows } from './synthesis.js'

test('docs/PERMISSIONS.md is what the rows say', () => {
  const page = readFileSync(`${repository}docs/PERMISSIONS.md`, 'utf8')
  assert.equal(page, permissionsPage(rows), 'stale: run `npm --prefix infra run permissions` and commit it')
})
