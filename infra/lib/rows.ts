import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** What a row may do to items of one kind; the actions by IAM's names. */
export interface Grant {
  readonly kind: string
  readonly actions: readonly string[]
}

/** What every row grants and needs, be it of a route or of a worker. */
export interface Row {
  readonly name: string
  readonly table: readonly Grant[]
  /** The indexes it queries. Without it a Query may use every local index, which holds the same items under the same keys. */
  readonly indexes?: readonly string[]
  readonly bucket: readonly string[]
  readonly memory_mb: number
  readonly timeout_s: number
}

/** A row of crates/api/routes.json. */
export interface Route extends Row {
  readonly method: string
  readonly path: string
  readonly caller: string
  readonly body_limit_bytes: number
}

export type Trigger = 'stream' | 'schedule' | 'mail-feedback'

/** A row of crates/api/workers.json: a function that no request calls. */
export interface Worker extends Row {
  readonly trigger: Trigger
  /** For a stream: the kinds whose new items it is told of. */
  readonly stream_kinds?: readonly string[]
  /** For a schedule: once in so many minutes. */
  readonly every_minutes?: number
  readonly sends_mail: boolean
}

export interface Rows {
  readonly routes: readonly Route[]
  readonly workers: readonly Worker[]
}

/** The root of the repository, found from build/lib. */
export const repository = fileURLToPath(new URL('../../../', import.meta.url))

const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))

/** The rows as the Rust code prints them. */
export function readRows(): Rows {
  return {
    routes: read(`${repository}crates/api/routes.json`) as Route[],
    workers: read(`${repository}crates/api/workers.json`) as Worker[],
  }
}

/** `list-folder` → `ListFolder`: an id that does not change when other routes come and go. */
export const pascal = (name: string): string =>
  name.replace(/(^|-)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase())

/** For each action the kinds it may be used on, each once and sorted, whatever the order of the row. */
export function kindsByAction(row: Row): Map<string, string[]> {
  const kinds = new Map<string, Set<string>>()
  for (const grant of row.table)
    for (const action of grant.actions) kinds.set(action, (kinds.get(action) ?? new Set()).add(grant.kind))
  return new Map([...kinds].map(([action, set]) => [action, [...set].sort()]))
}
