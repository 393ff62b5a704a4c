import { Aws } from 'aws-cdk-lib'
import type { ITable } from 'aws-cdk-lib/aws-dynamodb'
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { IBucket } from 'aws-cdk-lib/aws-s3'
import { kindsByAction, type Row } from '../rows.js'
import { OBJECT_PREFIX } from '../store/buckets.js'
import { GLOBAL_INDEXES, LOCAL_INDEXES } from '../store/table.js'

/** What policies name. */
export interface Granted {
  readonly table: ITable
  readonly bucket: IBucket
  readonly keysParameterArn: string
  readonly mailFrom: string
  readonly configurationSet?: string
}

type Conditions = Record<string, Record<string, unknown>>

const allow = (sid: string, actions: string[], resources: string[], conditions?: Conditions) =>
  new PolicyStatement({ sid, effect: Effect.ALLOW, actions, resources, conditions })

const of = (service: string, actions: readonly string[]) => actions.map((action) => `${service}:${action}`).sort()

const isGlobal = (index: string) => GLOBAL_INDEXES.some(({ name }) => name === index)

/**
 * The actions that carry dynamodb:LeadingKeys. `ForAllValues` is true of a request without keys, so nothing else, a Scan least of all,
 * may ever be granted by kinds.
 */
export const KEYED_ACTIONS: readonly string[] = [
  'GetItem',
  'BatchGetItem',
  'Query',
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'ConditionCheckItem',
]

/** The actions on objects; any other is one on the bucket. */
const OBJECT_ACTIONS: readonly string[] = [
  'GetObject',
  'PutObject',
  'DeleteObject',
  'ListMultipartUploadParts',
  'AbortMultipartUpload',
]
const BUCKET_ACTIONS: readonly string[] = ['ListBucket', 'ListBucketMultipartUploads']

function refuseUnknown(row: Row): void {
  const actions = row.table.flatMap((grant) => grant.actions)
  const unknown = [
    ...actions.filter((action) => !KEYED_ACTIONS.includes(action)),
    ...row.bucket.filter((action) => ![...OBJECT_ACTIONS, ...BUCKET_ACTIONS].includes(action)),
    ...(row.indexes ?? []).filter(
      (index) => !isGlobal(index) && !(LOCAL_INDEXES as readonly string[]).includes(index),
    ),
  ]
  if (unknown.length > 0)
    throw new Error(`the row ${row.name} grants what no policy can bound: ${unknown.join(', ')}`)
}

/** One statement for each set of kinds, with the actions that share it: exactly the pairs of the row, and no others. */
function tableStatements(row: Row, granted: Granted): PolicyStatement[] {
  const actionsByKinds = new Map<string, string[]>()
  for (const [action, kinds] of kindsByAction(row)) {
    const key = `${action === 'Query'}|${kinds.join(',')}`
    actionsByKinds.set(key, [...(actionsByKinds.get(key) ?? []), action])
  }
  const local = (row.indexes ?? LOCAL_INDEXES).filter((index) => !isGlobal(index))
  const { tableArn } = granted.table
  return [...actionsByKinds].sort().map(([key, actions], at) => {
    const [isQuery, kinds = ''] = key.split('|')
    // An index has the table's items under the table's partition keys, so the same kinds bound it.
    const resources =
      isQuery === 'true' ? [tableArn, ...local.map((index) => `${tableArn}/index/${index}`)] : [tableArn]
    const leading = kinds.split(',').map((kind) => `${kind}#*`)
    return allow(`Table${at}`, of('dynamodb', actions), resources, {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': leading },
    })
  })
}

/** A global index leads with a shard or an account and not with a kind; it holds keys, or of entries what their kind's readers read anyhow. */
function indexStatements(row: Row, { table }: Granted): PolicyStatement[] {
  const indexes = (row.indexes ?? []).filter(isGlobal).map((index) => `${table.tableArn}/index/${index}`)
  return indexes.length > 0 ? [allow('Indexes', ['dynamodb:Query'], indexes)] : []
}

function bucketStatements(row: Row, { bucket }: Granted): PolicyStatement[] {
  const objects = row.bucket.filter((action) => OBJECT_ACTIONS.includes(action))
  const whole = row.bucket.filter((action) => BUCKET_ACTIONS.includes(action))
  const statements = []
  if (objects.length > 0) statements.push(allow('Objects', of('s3', objects), [bucket.arnForObjects(OBJECT_PREFIX)]))
  // No condition on s3:prefix: a HEAD has none, and S3 would answer 403 instead of 404. The bucket holds nothing else.
  if (whole.length > 0) statements.push(allow('Bucket', of('s3', whole), [bucket.bucketArn]))
  return statements
}

/** The keys, and the right to decrypt this one parameter through the parameter store. */
function keysStatements({ keysParameterArn }: Granted): PolicyStatement[] {
  const throughParameter = {
    'kms:ViaService': `ssm.${Aws.REGION}.${Aws.URL_SUFFIX}`,
    'kms:EncryptionContext:PARAMETER_ARN': keysParameterArn,
  }
  const anyKey = `arn:${Aws.PARTITION}:kms:${Aws.REGION}:${Aws.ACCOUNT_ID}:key/*`
  return [
    allow('Keys', ['ssm:GetParameter'], [keysParameterArn]),
    allow('DecryptKeys', ['kms:Decrypt'], [anyKey], { StringEquals: throughParameter }),
  ]
}

/**
 * Letters from the one address. In SES's sandbox the receiver's identity is asked for too, hence any identity; the sender's address is
 * what bounds it.
 */
export function mailStatements({ mailFrom, configurationSet }: Granted): PolicyStatement[] {
  const ses = `arn:${Aws.PARTITION}:ses:${Aws.REGION}:${Aws.ACCOUNT_ID}`
  const sets = configurationSet === undefined ? [] : [`${ses}:configuration-set/${configurationSet}`]
  return [
    allow('Letters', ['ses:SendEmail'], [`${ses}:identity/*`, ...sets], {
      StringEquals: { 'ses:FromAddress': mailFrom },
    }),
  ]
}

/** Everything a function may do, from its row and nothing else. */
export function statements(row: Row, granted: Granted, logGroupArn: string, sendsMail: boolean): PolicyStatement[] {
  refuseUnknown(row)
  return [
    allow('Log', ['logs:CreateLogStream', 'logs:PutLogEvents'], [logGroupArn]),
    ...keysStatements(granted),
    ...tableStatements(row, granted),
    ...indexStatements(row, granted),
    ...bucketStatements(row, granted),
    ...(sendsMail ? mailStatements(granted) : []),
  ]
}
