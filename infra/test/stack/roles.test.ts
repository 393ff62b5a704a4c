import assert from 'node:assert/strict'
import { test } from 'node:test'
import { KEYED_ACTIONS } from '../../lib/functions/policy.js'
import type { Row } from '../../lib/rows.js'
import { GLOBAL_INDEXES, LOCAL_INDEXES } from '../../lib/store/table.js'
import { app, type Json, type Kind, MAIL_FROM, ofType, one, rows, template, text } from '../synthesis.js'

const all: readonly Row[] = [...rows.routes, ...rows.workers]
const list = (value: unknown): unknown[] => [value].flat()

function roleOf(kind: Kind, name: string): Json {
  const { Properties } = one(
    template(kind),
    'AWS::Lambda::Function',
    (resource) => resource.Properties.FunctionName === `share-cloud-${name}`,
  )
  const role = template(kind).Resources[Properties.Role['Fn::GetAtt'][0]]
  assert.ok(role, name)
  return role.Properties
}

const statementsOf = (kind: Kind, name: string): Json[] =>
  roleOf(kind, name).Policies.flatMap((policy: Json) => policy.PolicyDocument.Statement)

/** What a statement lets happen, one word for each action, place and condition. */
function allowed(statement: Json): string[] {
  assert.equal(statement.Effect, 'Allow')
  const places = list(statement.Resource).map(text)
  const conditions = JSON.stringify(statement.Condition ?? {}, (_, value) =>
    typeof value === 'object' && !Array.isArray(value) && Object.keys(value).some((key) => /^(Ref|Fn::)/.test(key))
      ? text(value)
      : value,
  )
  const kinds: string[] = statement.Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'] ?? []
  const where = kinds.length > 0 ? kinds : [conditions]
  return list(statement.Action).flatMap((action) =>
    places.flatMap((place) => where.map((condition) => `${action} ${place} ${condition}`)),
  )
}

const PARTITION = 'arn:<Partition>'
const REGIONAL = '<Region>:<AccountId>'
const KEYS = `${PARTITION}:ssm:${REGIONAL}:parameter/share-cloud/keys`

/** What a row grants, told without the code that makes policies. */
function granted(row: Row, sendsMail: boolean, log: string, isFed: boolean): string[] {
  const [tableId] = ofType(template('aws'), 'AWS::DynamoDB::Table')[0] ?? []
  const [filesId] = ofType(template('aws'), 'AWS::S3::Bucket').find(([id]) => id.startsWith('Files')) ?? []
  const [table, files] = [`<${tableId}.Arn>`, `<${filesId}.Arn>`]
  const globals = GLOBAL_INDEXES.map(({ name }) => name)
  const locals = row.indexes ? row.indexes.filter((index) => !globals.includes(index)) : LOCAL_INDEXES
  const words = [
    `logs:CreateLogStream <${log}.Arn> {}`,
    `logs:PutLogEvents <${log}.Arn> {}`,
    `ssm:GetParameter ${KEYS} {}`,
    `kms:Decrypt ${PARTITION}:kms:${REGIONAL}:key/* {"StringEquals":{"kms:ViaService":"ssm.<Region>.<URLSuffix>","kms:EncryptionContext:PARAMETER_ARN":"${KEYS}"}}`,
  ]
  for (const { kind, actions } of row.table)
    for (const action of actions) {
      words.push(`dynamodb:${action} ${table} ${kind}#*`)
      if (action === 'Query') words.push(...locals.map((index) => `dynamodb:Query ${table}/index/${index} ${kind}#*`))
    }
  for (const index of row.indexes ?? [])
    if (globals.includes(index)) words.push(`dynamodb:Query ${table}/index/${index} {}`)
  for (const action of row.bucket)
    words.push(`s3:${action} ${/^List.*(Bucket|Uploads)/.test(action) ? files : `${files}/accounts/*`} {}`)
  const from = `{"StringEquals":{"ses:FromAddress":"${MAIL_FROM}"}}`
  if (sendsMail)
    words.push(
      ...['identity/*', 'configuration-set/share-cloud-letters'].map(
        (what) => `ses:SendEmail ${PARTITION}:ses:${REGIONAL}:${what} ${from}`,
      ),
    )
  if (isFed)
    words.push(
      ...['DescribeStream', 'GetRecords', 'GetShardIterator'].map(
        (action) => `dynamodb:${action} <${tableId}.StreamArn> {}`,
      ),
      'dynamodb:ListStreams * {}',
    )
  return [...new Set(words)].sort()
}

test('no role is wider or narrower than its row', () => {
  for (const row of all) {
    const [log] =
      ofType(template('aws'), 'AWS::Logs::LogGroup').find(
        ([, group]) => group.Properties.LogGroupName === `/aws/lambda/share-cloud-${row.name}`,
      ) ?? []
    const worker = rows.workers.find((each) => each.name === row.name)
    const found = [...new Set(statementsOf('aws', row.name).flatMap(allowed))].sort()
    assert.deepEqual(
      found,
      granted(row, worker?.sends_mail ?? false, log ?? '', worker?.trigger === 'stream'),
      row.name,
    )
  }
})

test('a function’s role is its own, Lambda’s alone, and has nothing beside its row', () => {
  for (const kind of ['aws', 'local'] as const) {
    const ids = ofType(template(kind), 'AWS::Lambda::Function').map(
      ([, { Properties }]) => Properties.Role['Fn::GetAtt'][0] as string,
    )
    assert.equal(new Set(ids).size, all.length)
    for (const row of all) {
      const { AssumeRolePolicyDocument, ManagedPolicyArns, Policies } = roleOf(kind, row.name)
      assert.deepEqual(
        AssumeRolePolicyDocument.Statement.map((each: Json) => each.Principal),
        [{ Service: 'lambda.amazonaws.com' }],
      )
      assert.equal(ManagedPolicyArns, undefined)
      assert.equal(Policies.length, 1)
    }
    assert.deepEqual(ofType(template(kind), 'AWS::IAM::Policy'), [], 'no policy is put beside a role')
  }
})

test('no action of any role is a pattern', () => {
  for (const [id, role] of ofType(template('aws'), 'AWS::IAM::Role'))
    for (const policy of role.Properties.Policies)
      for (const statement of policy.PolicyDocument.Statement)
        for (const action of list(statement.Action)) assert.doesNotMatch(String(action), /\*/, id)
})

test('kinds bound only actions that carry a partition key', () => {
  const carries = KEYED_ACTIONS.map((action) => `dynamodb:${action}`)
  for (const row of all)
    for (const statement of statementsOf('aws', row.name))
      if (statement.Condition?.['ForAllValues:StringLike'])
        for (const action of list(statement.Action))
          assert.ok(carries.includes(String(action)), `${row.name} ${action}`)
})

test('a row that grants what no policy can bound is refused', () => {
  const scan = { ...rows.routes[0], table: [{ kind: 'ENTRY', actions: ['Scan'] }] } as (typeof rows.routes)[number]
  assert.throws(() => app('local', {}, { ...rows, routes: [scan] }), /grants what no policy can bound: Scan/)
})

test('API Gateway’s role may invoke the routes’ functions and nothing else', () => {
  const isGateway = (role: { Properties: Json }) =>
    role.Properties.AssumeRolePolicyDocument.Statement[0].Principal.Service === 'apigateway.amazonaws.com'
  const { Policies } = one(template('aws'), 'AWS::IAM::Role', isGateway).Properties
  const [statement] = Policies[0].PolicyDocument.Statement
  assert.equal(Policies[0].PolicyDocument.Statement.length, 1)
  assert.equal(statement.Action, 'lambda:InvokeFunction')
  assert.deepEqual(
    list(statement.Resource).map(text).sort(),
    rows.routes.map((route) => `${PARTITION}:lambda:${REGIONAL}:function:share-cloud-${route.name}`).sort(),
  )
})
