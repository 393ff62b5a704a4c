import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { repository } from '../../lib/rows.js'
import { type Json, ofType, one, template, text } from '../synthesis.js'

const bucket = (kind: 'aws' | 'local', what: string) => {
  const found = ofType(template(kind), 'AWS::S3::Bucket').find(([id]) => id.startsWith(what))
  assert.ok(found)
  return found[1]
}
const table = (kind: 'aws' | 'local') => one(template(kind), 'AWS::DynamoDB::Table')

test('the table has the keys and indexes that the embedded home makes', () => {
  const source = readFileSync(`${repository}crates/aws/src/db/table.rs`, 'utf8')
  for (const kind of ['aws', 'local'] as const) {
    const {
      KeySchema,
      LocalSecondaryIndexes,
      GlobalSecondaryIndexes,
      AttributeDefinitions,
      TimeToLiveSpecification,
      StreamSpecification,
      BillingMode,
    } = table(kind).Properties
    const keys = (schema: Json[]) => schema.map((key) => `${key.AttributeName} ${key.KeyType}`).join(', ')
    assert.equal(keys(KeySchema), 'pk HASH, sk RANGE')
    const locals = LocalSecondaryIndexes.map(
      (index: Json) => `${index.IndexName}: ${keys(index.KeySchema)} ${index.Projection.ProjectionType}`,
    )
    const named = [
      ...(/LOCAL_INDEXES: \[&str; \d\] = \[([^\]]+)\]/.exec(source)?.[1] ?? '').matchAll(/"(\w+)"/g),
    ].map(([, name]) => name)
    assert.deepEqual(
      locals,
      named.map((name) => `${name}: pk HASH, ${name} RANGE ALL`),
    )
    assert.equal(named.length, 5)
    const globals = GlobalSecondaryIndexes.map(
      (index: Json) => `${index.IndexName}: ${keys(index.KeySchema)} ${index.Projection.ProjectionType}`,
    )
    assert.deepEqual(globals, [
      'due: due_shard HASH, due_at RANGE KEYS_ONLY',
      'accounts: accounts_shard HASH, accounts_key RANGE KEYS_ONLY',
      'recent: recent_of HASH, modified_at RANGE INCLUDE',
      'starred: starred_of HASH, modified_at RANGE KEYS_ONLY',
    ])
    const numbers = AttributeDefinitions.filter((attribute: Json) => attribute.AttributeType === 'N').map(
      (attribute: Json) => attribute.AttributeName,
    )
    assert.deepEqual(numbers, ['due_at', 'modified_at'])
    assert.deepEqual(TimeToLiveSpecification, { AttributeName: 'ttl', Enabled: true })
    assert.deepEqual([StreamSpecification, BillingMode], [{ StreamViewType: 'KEYS_ONLY' }, 'PAY_PER_REQUEST'])
  }
})

test('on AWS the table and the files outlive the stack and mistakes', () => {
  const { DeletionPolicy, Properties } = table('aws')
  assert.deepEqual([DeletionPolicy, Properties.DeletionProtectionEnabled], ['Retain', true])
  assert.equal(Properties.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled, true)
  assert.equal(bucket('aws', 'Files').DeletionPolicy, 'Retain')
  assert.equal(bucket('aws', 'Web').DeletionPolicy, 'Delete')
  assert.deepEqual([table('local').DeletionPolicy, bucket('local', 'Files').DeletionPolicy], ['Delete', 'Delete'])
})

test('table and buckets have names, so that a later deploy finds what a destroy kept', () => {
  assert.equal(table('aws').Properties.TableName, 'share-cloud')
  assert.equal(text(bucket('aws', 'Files').Properties.BucketName), 'share-cloud-files-<AccountId>-<Region>')
  assert.equal(text(bucket('local', 'Files').Properties.BucketName), 'share-cloud-files-<AccountId>-<Region>')
})

test('no bucket is public, each is encrypted and belongs to its owner', () => {
  for (const kind of ['aws', 'local'] as const)
    for (const [, { Properties }] of ofType(template(kind), 'AWS::S3::Bucket')) {
      assert.deepEqual(Properties.PublicAccessBlockConfiguration, {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      })
      assert.equal(
        Properties.BucketEncryption.ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault.SSEAlgorithm,
        'AES256',
      )
      assert.equal(Properties.OwnershipControls.Rules[0].ObjectOwnership, 'BucketOwnerEnforced')
    }
})

const policyOf = (what: string): Json[] => {
  const [, policy] = ofType(template('aws'), 'AWS::S3::BucketPolicy').find(([id]) => id.startsWith(what)) ?? []
  return policy?.Properties.PolicyDocument.Statement
}
const refusals = (what: string) =>
  policyOf(what)
    .filter((statement) => statement.Effect === 'Deny')
    .map((statement) => JSON.stringify(statement.Condition))

test('buckets take TLS 1.2 or better only, and the files no signature older than the longest ticket', () => {
  const tls = ['{"Bool":{"aws:SecureTransport":"false"}}', '{"NumericLessThan":{"s3:TlsVersion":1.2}}']
  assert.deepEqual(refusals('Web').sort(), tls)
  assert.deepEqual(
    refusals('Files').sort(),
    [
      ...tls,
      '{"StringEquals":{"s3:authType":"REST-QUERY-STRING"},"NumericGreaterThan":{"s3:signatureAge":"3600000"}}',
    ].sort(),
  )
})

test('only CloudFront reads the web app, and nobody is let into the files by the bucket', () => {
  const readers = policyOf('Web').filter((statement) => statement.Effect === 'Allow')
  assert.deepEqual(
    [...new Set(readers.map((statement) => JSON.stringify(statement.Principal)))],
    ['{"Service":"cloudfront.amazonaws.com"}'],
  )
  for (const reader of readers) assert.match(JSON.stringify(reader.Condition), /AWS:SourceArn.*distribution/)
  assert.deepEqual(
    policyOf('Files').filter((statement) => statement.Effect === 'Allow'),
    [],
  )
})

test('the files take what the site’s browser sends, and abort multiparts later than any upload is open', () => {
  const { CorsConfiguration, LifecycleConfiguration } = bucket('aws', 'Files').Properties
  const [rule] = CorsConfiguration.CorsRules
  assert.match(text(rule.AllowedOrigins[0]), /^https:\/\/<Site\w+\.DomainName>$/)
  assert.equal(rule.AllowedOrigins.length, 1)
  assert.deepEqual(rule.AllowedMethods, ['GET', 'HEAD', 'PUT'])
  assert.deepEqual(rule.AllowedHeaders, ['content-type', 'if-none-match', 'x-amz-checksum-sha256', 'range'])
  const source = readFileSync(`${repository}crates/domain/src/upload.rs`, 'utf8')
  const life = /UPLOAD_LIFE_S: \w+ = (\d+) \* ([\d_]+)/.exec(source)
  const days = (Number(life?.[1]) * Number(life?.[2]?.replaceAll('_', ''))) / 86_400
  assert.ok(
    LifecycleConfiguration.Rules.find((each: Json) => each.Id === 'stale-multiparts').AbortIncompleteMultipartUpload
      .DaysAfterInitiation > days,
    `longer than ${days} days`,
  )
})

test('a removed file can be brought back for a week, and no function may remove a version', () => {
  const { VersioningConfiguration, LifecycleConfiguration } = bucket('aws', 'Files').Properties
  assert.equal(VersioningConfiguration.Status, 'Enabled')
  const removed = LifecycleConfiguration.Rules.find((rule: Json) => rule.Id === 'removed')
  assert.deepEqual(
    [removed.NoncurrentVersionExpiration, removed.ExpiredObjectDeleteMarker],
    [{ NoncurrentDays: 7 }, true],
  )
  assert.doesNotMatch(
    JSON.stringify(ofType(template('aws'), 'AWS::IAM::Role')),
    /DeleteObjectVersion|PutBucket|PutLifecycle/,
  )
  assert.equal(bucket('local', 'Files').Properties.VersioningConfiguration, undefined)
})
