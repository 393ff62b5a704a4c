import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keysParameter } from '../../lib/settings.js'
import { type Json, type Kind, ofType, one, rows, template, text } from '../synthesis.js'

const all = [...rows.routes, ...rows.workers]
const functionOf = (kind: Kind, name: string) =>
  one(
    template(kind),
    'AWS::Lambda::Function',
    (resource) => resource.Properties.FunctionName === `share-cloud-${name}`,
  ).Properties

test('every row has its function, with its memory and its time', () => {
  for (const kind of ['aws', 'local'] as const) {
    assert.equal(ofType(template(kind), 'AWS::Lambda::Function').length, all.length)
    for (const row of all) {
      const { MemorySize, Timeout, Runtime, Handler } = functionOf(kind, row.name)
      assert.deepEqual(
        { MemorySize, Timeout, Runtime, Handler },
        { MemorySize: row.memory_mb, Timeout: row.timeout_s, Runtime: 'provided.al2023', Handler: 'bootstrap' },
      )
    }
  }
})

test('every function writes to a log of its own that is kept for a month', () => {
  const logs = ofType(template('aws'), 'AWS::Logs::LogGroup')
  assert.deepEqual(
    logs.map(([, log]) => log.Properties.LogGroupName).sort(),
    all.map((row) => `/aws/lambda/share-cloud-${row.name}`).sort(),
  )
  assert.ok(logs.every(([, log]) => log.Properties.RetentionInDays === 30))
  for (const row of all) {
    const [id] = logs.find(([, log]) => log.Properties.LogGroupName === `/aws/lambda/share-cloud-${row.name}`) ?? []
    assert.deepEqual(functionOf('aws', row.name).LoggingConfig, { LogGroup: { Ref: id } })
  }
})

test('a function on AWS is told the site, the content host and the name of its keys, and no secret', () => {
  const { Variables } = functionOf('aws', 'sign-up').Environment
  assert.match(text(Variables.SHARE_CLOUD_BASE_URL), /^https:\/\/<Site\w+\.DomainName>$/)
  assert.match(text(Variables.SHARE_CLOUD_CONTENT_ORIGIN), /^https:\/\/<Content\w+\.DomainName>$/)
  assert.equal(Variables.SHARE_CLOUD_KEYS_PARAMETER, '/share-cloud/keys')
  assert.equal(Variables.SHARE_CLOUD_MAIL_FROM, 'no-reply@files.example.org')
  assert.equal(Variables.SHARE_CLOUD_SIGN_UP, 'open')
  // Also for an identity that the stack did not make, and that has no set of its own.
  assert.equal(Variables.SHARE_CLOUD_MAIL_CONFIGURATION_SET, 'share-cloud-letters')
  assert.deepEqual(Object.keys(Variables).sort(), [
    'AWS_LAMBDA_HTTP_IGNORE_STAGE_IN_PATH',
    ...['BASE_URL', 'BUCKET', 'CONTENT_ORIGIN', 'DEFAULT_QUOTA_BYTES', 'KEYS_PARAMETER'].map((name) => `SHARE_CLOUD_${name}`),
    ...['MAIL_CONFIGURATION_SET', 'MAIL_FROM', 'SIGN_UP', 'TABLE'].map((name) => `SHARE_CLOUD_${name}`),
  ])
})

test('a function of a local cloud is told where LocalStack and MinIO are, and runs from its folder', () => {
  const { Environment, Code, Architectures } = functionOf('local', 'sign-up')
  assert.equal(Environment.Variables.AWS_ENDPOINT_URL, 'http://127.0.0.1:4566')
  assert.equal(Environment.Variables.AWS_ENDPOINT_URL_S3, 'http://127.0.0.1:9000')
  assert.equal(Environment.Variables.SHARE_CLOUD_BASE_URL, 'http://localhost:8080')
  assert.equal(Environment.Variables.SHARE_CLOUD_CONTENT_ORIGIN, undefined)
  assert.equal(Code.S3Bucket, 'hot-reload')
  assert.match(Code.S3Key, /^\/.*\/lambda\/sign-up$/)
  assert.deepEqual(Architectures, ['x86_64'])
})

test('other keys are other settings, so that every function starts anew', () => {
  for (const row of all) {
    const { Variables } = functionOf('own-domain', row.name).Environment
    assert.deepEqual(
      [Variables.SHARE_CLOUD_KEYS_PARAMETER, Variables.SHARE_CLOUD_KEYS_VERSION],
      [keysParameter('share-cloud'), '7'],
    )
  }
  assert.deepEqual(functionOf('own-domain', 'sign-up').Architectures, ['arm64'])
})

test('work hears of new items of its kinds, a few at a time, and gives up what fails to the sweep', () => {
  const work = rows.workers.find((worker) => worker.trigger === 'stream')
  const { Properties } = one(template('aws'), 'AWS::Lambda::EventSourceMapping')
  const {
    FilterCriteria,
    BatchSize,
    BisectBatchOnFunctionError,
    MaximumRetryAttempts,
    MaximumRecordAgeInSeconds,
    DestinationConfig,
  } = Properties
  assert.deepEqual(JSON.parse(FilterCriteria.Filters[0].Pattern), {
    eventName: ['INSERT'],
    dynamodb: { Keys: { pk: { S: work?.stream_kinds?.map((kind) => ({ prefix: `${kind}#` })) } } },
  })
  assert.ok((work?.stream_kinds ?? []).length > 0)
  assert.deepEqual(
    { BatchSize, BisectBatchOnFunctionError, MaximumRetryAttempts, MaximumRecordAgeInSeconds, DestinationConfig },
    {
      BatchSize: 10,
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 2,
      MaximumRecordAgeInSeconds: 600,
      DestinationConfig: undefined,
    },
  )
})

test('the sweep runs as often as its row says', () => {
  const sweep = rows.workers.find((worker) => worker.trigger === 'schedule')
  assert.equal(
    one(template('aws'), 'AWS::Events::Rule').Properties.ScheduleExpression,
    `rate(${sweep?.every_minutes} minutes)`,
  )
})

test('bounces and complaints reach their function', () => {
  for (const kind of ['aws', 'local'] as const)
    assert.equal(one(template(kind), 'AWS::SNS::Subscription').Properties.Protocol, 'lambda')
  const { EventDestination } = one(template('aws'), 'AWS::SES::ConfigurationSetEventDestination').Properties
  assert.deepEqual(EventDestination.MatchingEventTypes, ['bounce', 'complaint'])
})

test('only SES, for the letters of this stack, tells of bounces', () => {
  const { Statement } = one(template('aws'), 'AWS::SNS::TopicPolicy').Properties.PolicyDocument
  const allowed = Statement.filter((statement: Json) => statement.Effect === 'Allow')
  assert.deepEqual(
    allowed.map((statement: Json) => statement.Principal),
    [{ Service: 'ses.amazonaws.com' }],
  )
  const { StringEquals } = allowed[0].Condition
  assert.equal(text(StringEquals['AWS:SourceAccount']), '<AccountId>')
  assert.match(text(StringEquals['AWS:SourceArn']), /:configuration-set\/<Letters\w+>$/)
})
