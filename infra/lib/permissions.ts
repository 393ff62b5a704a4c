import { kindsByAction, type Row, type Rows } from './rows.js'

/** `MAIL` GetItem, UpdateItem · `TOKEN` PutItem: the row's grants by kind, as people read them. */
function tableCell(row: Row): string {
  const actionsByKind = new Map<string, string[]>()
  for (const [action, kinds] of kindsByAction(row))
    for (const kind of kinds) actionsByKind.set(kind, [...(actionsByKind.get(kind) ?? []), action])
  const cells = [...actionsByKind].sort().map(([kind, actions]) => `\`${kind}\` ${actions.sort().join(', ')}`)
  const indexes = (row.indexes ?? []).map((index) => `index \`${index}\` Query`)
  return [...cells, ...indexes].join(' · ') || '–'
}

const bucketCell = (row: Row): string => [...row.bucket].sort().join(', ') || '–'

const line = (...cells: (string | number)[]): string => `| ${cells.join(' | ')} |`

const HEAD = `# What each function may do

Generated from \`crates/api/routes.json\` and \`crates/api/workers.json\` by \`npm --prefix infra run permissions\`; a test says when it is stale. Never edit it by hand.

Each function has a role of its own. It holds what stands in its line, and beside it, for every function: writing to its own log, and reading
the one parameter that holds the keys. On the table a kind is a condition: the partition key must begin with \`KIND#\`. A Query may use the local
indexes too, which hold the same items under the same keys. On the bucket only objects under \`accounts/\` can be touched. What is done in a
transaction needs the rights of its single actions.
`

/** docs/PERMISSIONS.md as it must be. */
export function permissionsPage({ routes, workers }: Rows): string {
  const routeLines = routes.map((row) =>
    line(`\`${row.name}\``, `${row.method} ${row.path}`, row.caller, tableCell(row), bucketCell(row)),
  )
  const workerLines = workers.map((row) =>
    line(`\`${row.name}\``, row.trigger, tableCell(row), bucketCell(row), row.sends_mail ? 'yes' : '–'),
  )
  return [
    HEAD,
    '## Routes\n',
    line('function', 'route', 'who calls', 'table', 'bucket'),
    line('---', '---', '---', '---', '---'),
    ...routeLines,
    '\n## Functions that no request calls\n',
    '`work` reads the table’s stream besides. Letters leave from the one configured address only.\n',
    line('function', 'trigger', 'table', 'bucket', 'letters'),
    line('---', '---', '---', '---', '---'),
    ...workerLines,
    '',
  ].join('\n')
}
