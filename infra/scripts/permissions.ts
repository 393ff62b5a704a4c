import { writeFileSync } from 'node:fs'
import { permissionsPage } from '../lib/permissions.js'
import { readRows, repository } from '../lib/rows.js'

writeFileSync(`${repository}docs/PERMISSIONS.md`, permissionsPage(readRows()))
