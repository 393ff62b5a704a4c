import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ofType, one, rows, template } from '../synthesis.js'

/** Dollars, us-east-1; docs/OPERATIONS.md shows the sum. */
const PRICE = {
  alarm: 0.1,
  lambdaCall: 0.2e-6,
  lambdaGigabyteSecond: 16.6667e-6,
  readUnit: 0.125e-6,
  decrypt: 3e-6,
  logGigabyte: 0.5,
  s3GigabyteMonth: 0.023,
}

/** What one idle sweep takes: the eight shards of `due` are asked, each half a unit; a start that reads the keys; Lambda's three lines. */
const SWEEP = { seconds: 0.5, readUnits: 8 * 0.5, decrypts: 1, logBytes: 1_000 }
const MINUTES_A_MONTH = 30 * 24 * 60
/** The functions' zips of ten deploys in the CDK's bucket, and the web app. */
const STORED_GIGABYTES = 10 * 40 * 0.006 + 0.01

/** What the home costs in a month in which nobody comes. */
function idleMonth(): Record<string, number> {
  const sweep = rows.workers.find((worker) => worker.trigger === 'schedule')
  const every = Number(
    /rate\((\d+) minutes?\)/.exec(one(template('aws'), 'AWS::Events::Rule').Properties.ScheduleExpression)?.[1],
  )
  const sweeps = MINUTES_A_MONTH / every
  const gigabyteSeconds = ((sweep?.memory_mb ?? 0) / 1_024) * SWEEP.seconds
  return {
    alarms: ofType(template('aws'), 'AWS::CloudWatch::Alarm').length * PRICE.alarm,
    sweep: sweeps * (PRICE.lambdaCall + gigabyteSeconds * PRICE.lambdaGigabyteSecond),
    table: sweeps * SWEEP.readUnits * PRICE.readUnit,
    keys: sweeps * SWEEP.decrypts * PRICE.decrypt,
    logs: (sweeps * SWEEP.logBytes * PRICE.logGigabyte) / 1e9,
    stored: STORED_GIGABYTES * PRICE.s3GigabyteMonth,
  }
}

test('what stands idle costs less than a dollar a month', () => {
  const parts = idleMonth()
  const sum = Object.values(parts).reduce((one, other) => one + other, 0)
  console.log(
    Object.entries(parts)
      .map(([name, dollars]) => `${name} ${dollars.toFixed(3)}`)
      .join(', '),
    '=',
    sum.toFixed(2),
  )
  assert.ok(sum < 1, `${sum} dollars`)
})
