import { Duration } from 'aws-cdk-lib'
import type { Table } from 'aws-cdk-lib/aws-dynamodb'
import { Rule, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import {
  EventSourceMapping,
  FilterCriteria,
  FilterRule,
  type IFunction,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda'
import type { Construct } from 'constructs'
import type { Worker } from './rows.js'

/** What reading the stream takes. ListStreams knows no resource. */
export function streamStatements(table: Table): PolicyStatement[] {
  const read = ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator']
  return [
    new PolicyStatement({ sid: 'Stream', actions: read, resources: [table.tableStreamArn ?? ''] }),
    new PolicyStatement({ sid: 'Streams', actions: ['dynamodb:ListStreams'], resources: ['*'] }),
  ]
}

/** How many new items one call is told of; letters are sent one after the other, and each takes a tenth of a second. */
const BATCH = 10
/** The stream is for haste. What is older than this, or fails twice, waits for the sweep. */
const OLDEST = Duration.minutes(10)
const RETRIES = 2

/**
 * New items of these kinds, told to `work`. Only inserts: what is postponed comes back by the sweep, and a lease of its own must not wake
 * it. A batch that fails is halved, so that one bad item holds nothing up. There is no place for what failed in the end: it stays due in
 * the table, where the sweep finds it; a queue would be a second memory of the same fact.
 */
export function feedStream(scope: Construct, worker: Worker, target: IFunction, table: Table): void {
  const kinds = (worker.stream_kinds ?? []).map((kind) => ({ prefix: `${kind}#` }))
  const pattern = { eventName: FilterRule.isEqual('INSERT'), dynamodb: { Keys: { pk: { S: kinds } } } }
  new EventSourceMapping(scope, 'Stream', {
    target,
    eventSourceArn: table.tableStreamArn,
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize: BATCH,
    bisectBatchOnError: true,
    retryAttempts: RETRIES,
    maxRecordAge: OLDEST,
    filters: [FilterCriteria.filter(pattern)],
  })
}

/** One look after the other; a call that was missed is not made up for, the next comes soon. */
export function feedSchedule(scope: Construct, worker: Worker, target: IFunction): void {
  const every = Duration.minutes(worker.every_minutes ?? 1)
  new Rule(scope, 'Schedule', {
    schedule: Schedule.rate(every),
    targets: [new LambdaFunction(target, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
  })
}
