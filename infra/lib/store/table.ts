import { RemovalPolicy } from 'aws-cdk-lib'
import { AttributeType, BillingMode, ProjectionType, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb'
import type { Construct } from 'constructs'
import type { Settings } from '../settings.js'

const { STRING, NUMBER } = AttributeType

/** The local indexes. They can be declared at creation only, so all five are; an index and its sort key have the same name. */
export const LOCAL_INDEXES = ['lsi1', 'lsi2', 'lsi3', 'lsi4', 'lsi5'] as const

interface GlobalIndex {
  readonly name: string
  readonly shard: string
  readonly sort: string
  readonly sortType: AttributeType
  /** What it holds beside keys. */
  readonly holds?: string[]
}

/** The sparse global indexes: whoever takes something from one reads the item again. Only what a search must know is in one beside keys. */
export const GLOBAL_INDEXES: readonly GlobalIndex[] = [
  { name: 'due', shard: 'due_shard', sort: 'due_at', sortType: NUMBER },
  { name: 'accounts', shard: 'accounts_shard', sort: 'accounts_key', sortType: STRING },
  {
    name: 'recent',
    shard: 'recent_of',
    sort: 'modified_at',
    sortType: NUMBER,
    holds: ['kind', 'name', 'size_bytes', 'content_type'],
  },
  { name: 'starred', shard: 'starred_of', sort: 'modified_at', sortType: NUMBER },
]

/**
 * The one table, as crates/aws/src/db/table.rs makes it in the embedded home. The stream carries keys alone: `work` rereads what is
 * due, and no name, address or hash lies in the stream for a day. The table has a name, so that a deploy after a `destroy` that kept
 * the data finds it again.
 */
export function makeTable(scope: Construct, settings: Settings): Table {
  const isAws = settings.home === 'aws'
  const table = new Table(scope, 'Table', {
    tableName: settings.stackName,
    partitionKey: { name: 'pk', type: STRING },
    sortKey: { name: 'sk', type: STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    timeToLiveAttribute: 'ttl',
    stream: StreamViewType.KEYS_ONLY,
    // DynamoDB Local, which LocalStack runs, knows no backups; and a local cloud is there to be thrown away.
    pointInTimeRecoverySpecification: isAws ? { pointInTimeRecoveryEnabled: true } : undefined,
    deletionProtection: isAws ? true : undefined,
    removalPolicy: isAws ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  })
  for (const name of LOCAL_INDEXES)
    table.addLocalSecondaryIndex({
      indexName: name,
      sortKey: { name, type: STRING },
      projectionType: ProjectionType.ALL,
    })
  for (const { name, shard, sort, sortType, holds } of GLOBAL_INDEXES)
    table.addGlobalSecondaryIndex({
      indexName: name,
      partitionKey: { name: shard, type: STRING },
      sortKey: { name: sort, type: sortType },
      projectionType: holds ? ProjectionType.INCLUDE : ProjectionType.KEYS_ONLY,
      nonKeyAttributes: holds,
    })
  return table
}
