import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { app, ofType, rows, template } from '../synthesis.js'

/** CloudFormation takes 500; the rest is room for what somebody adds in a hurry. */
const MOST_RESOURCES = 450
/** A function, its role and its log. */
const FOR_EACH_ROW = 3

test('the stack has fewer than 450 resources, and room for forty further routes', () => {
  for (const kind of ['aws', 'own-domain', 'local'] as const) {
    const count = Object.keys(template(kind).Resources).length
    assert.ok(count + 40 * FOR_EACH_ROW < MOST_RESOURCES, `${kind}: ${count} resources`)
    console.log(`${kind}: ${count} resources for ${rows.routes.length} routes and ${rows.workers.length} workers`)
  }
})

test('what only AWS has is not in a local cloud', () => {
  for (const type of [
    'AWS::CloudFront::Distribution',
    'AWS::CloudFront::Function',
    'AWS::SES::EmailIdentity',
    'AWS::SES::ConfigurationSet',
    'AWS::WAFv2::WebACL',
    'AWS::CloudWatch::Alarm',
  ])
    assert.deepEqual(ofType(template('local'), type), [], type)
})

test('no function is there that the rows do not name, and none runs another language', () => {
  for (const kind of ['aws', 'local'] as const)
    for (const [id, { Properties }] of ofType(template(kind), 'AWS::Lambda::Function'))
      assert.equal(Properties.Runtime, 'provided.al2023', id)
})

test('nothing of a home is in the template that should be secret', () => {
  for (const kind of ['aws', 'own-domain', 'local'] as const) {
    const whole = JSON.stringify(template(kind))
    // Resolved references would put the value into what anybody may read who can describe the stack.
    assert.doesNotMatch(whole, /\{\{resolve:/)
    const uses = whole.split('{"Ref":"OriginKey"}').length - 1
    assert.equal(
      uses,
      kind === 'local' ? 1 : 2,
      'the key of the origin goes into the API key and CloudFront’s header only',
    )
    for (const { Value } of Object.values(template(kind).Outputs))
      assert.doesNotMatch(JSON.stringify(Value), /OriginKey/)
  }
})

test('the outputs tell what scripts and a local cloud need', () => {
  const always = [
    'ApiId',
    'ApiUrl',
    'ApiKeyId',
    'TableName',
    'FilesBucketName',
    'WebBucketName',
    'KeysParameterName',
    'MailFeedbackTopicArn',
  ]
  assert.deepEqual(Object.keys(template('local').Outputs).sort(), always.sort())
  const more = [
    'SiteUrl',
    'ContentUrl',
    'DistributionId',
    'SiteDistributionHost',
    'ContentDistributionHost',
    'MailRecords',
  ]
  assert.deepEqual(Object.keys(template('aws').Outputs).sort(), [...always, ...more].sort())
})

test('there are three alarms, that tell somebody when an address is given', () => {
  assert.equal(ofType(template('aws'), 'AWS::CloudWatch::Alarm').length, 3)
  assert.ok(
    ofType(template('aws'), 'AWS::CloudWatch::Alarm').every(
      ([, alarm]) => alarm.Properties.AlarmActions === undefined,
    ),
  )
  assert.ok(
    ofType(template('own-domain'), 'AWS::CloudWatch::Alarm').every(
      ([, alarm]) => alarm.Properties.AlarmActions.length === 1,
    ),
  )
})

test('nothing that costs while it stands idle is made unless it is asked for', () => {
  const costly = /^AWS::(SecretsManager|KMS|EC2|RDS|ElastiCache|WAFv2|Route53|CloudTrail|SQS|Kinesis)::/
  for (const [id, { Type }] of Object.entries(template('aws').Resources)) assert.doesNotMatch(Type, costly, id)
  for (const [id, { Properties }] of ofType(template('aws'), 'AWS::Lambda::Function'))
    assert.equal(Properties.ProvisionedConcurrencyConfig, undefined, id)
  assert.equal(ofType(template('own-domain'), 'AWS::WAFv2::WebACL').length, 1)
})

test('a local cloud needs no bootstrap', () => {
  const { app: made, stack } = app('local')
  const manifest = JSON.parse(readFileSync(`${made.synth().directory}/manifest.json`, 'utf8'))
  const { properties } = manifest.artifacts[stack.artifactId]
  assert.equal(properties.assumeRoleArn, undefined)
  assert.equal(properties.requiresBootstrapStackVersion, undefined)
})
