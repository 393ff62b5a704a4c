import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeApp } from '../lib/app.js'
import { readRows, type Rows } from '../lib/rows.js'
import { temporaryFolder } from './folders.js'

export type Json = Record<string, any>

export interface Resource {
  readonly Type: string
  readonly Properties: Json
  readonly DeletionPolicy?: string
}

export interface Template {
  readonly Resources: Record<string, Resource>
  readonly Outputs: Record<string, { Value: unknown }>
  readonly Parameters: Record<string, Json>
}

export const rows: Rows = readRows()

/** A folder as `make functions` and `make web` leave theirs, with nothing to run in it. */
export function builtFolders(): { functionsDir: string; webDir: string } {
  const folder = temporaryFolder()
  for (const { name } of [...rows.routes, ...rows.workers]) {
    mkdirSync(join(folder, 'lambda', name), { recursive: true })
    writeFileSync(join(folder, 'lambda', name, 'bootstrap'), name)
  }
  mkdirSync(join(folder, 'web', 'assets'), { recursive: true })
  for (const file of [
    'index.html',
    'favicon.svg',
    'sw.js',
    'sw.js.br',
    'assets/index-0a1b2c3d.js',
    'assets/index-0a1b2c3d.js.gz',
  ])
    writeFileSync(join(folder, 'web', file), file)
  return { functionsDir: join(folder, 'lambda'), webDir: join(folder, 'web') }
}

export const MAIL_FROM = 'no-reply@files.example.org'
export const OWN_DOMAIN = {
  siteDomain: 'files.example.org',
  contentDomain: 'files-content.example.org',
  certificateArn: 'arn:aws:acm:us-east-1:111111111111:certificate/0a1b2c3d-0000-0000-0000-000000000000',
}

export type Kind = 'aws' | 'local' | 'own-domain'

export const CONTEXTS: Record<Kind, Record<string, string>> = {
  aws: { home: 'aws', mailFrom: MAIL_FROM },
  'own-domain': {
    home: 'aws',
    mailFrom: MAIL_FROM,
    ...OWN_DOMAIN,
    firewall: 'true',
    alarmEmail: 'owner@example.org',
    keysVersion: '7',
    architecture: 'arm64',
  },
  local: { home: 'local', baseUrl: 'http://localhost:8080' },
}

let folders: ReturnType<typeof builtFolders> | undefined

/** The app of a kind, not yet synthesized. */
export function app(kind: Kind, more: Record<string, string> = {}, given: Rows = rows, outdir?: string) {
  folders ??= builtFolders()
  return makeApp({ ...folders, ...CONTEXTS[kind], ...more }, given, outdir ?? temporaryFolder())
}

const made = new Map<Kind, Template>()

/** The template of a kind; each is made once in a test run. */
export function template(kind: Kind): Template {
  const known = made.get(kind)
  if (known) return known
  const fresh = app(kind).app.synth().stacks[0]?.template as Template
  made.set(kind, fresh)
  return fresh
}

export function ofType(from: Template, type: string): [string, Resource][] {
  return Object.entries(from.Resources).filter(([, resource]) => resource.Type === type)
}

/** The only resource of a type, or the one that `which` picks. */
export function one(from: Template, type: string, which: (resource: Resource) => boolean = () => true): Resource {
  const found = ofType(from, type).filter(([, resource]) => which(resource))
  if (found.length !== 1 || !found[0]) throw new Error(`${found.length} resources of ${type}`)
  return found[0][1]
}

/** A value as text, with what only CloudFormation knows in `<…>`. */
export function text(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  const node = value as Json
  if (node['Fn::Join']) return (node['Fn::Join'][1] as unknown[]).map(text).join(node['Fn::Join'][0] as string)
  if (node['Ref']) return `<${node['Ref'].replace('AWS::', '')}>`
  if (node['Fn::GetAtt']) return `<${(node['Fn::GetAtt'] as string[]).join('.')}>`
  return JSON.stringify(value)
}
