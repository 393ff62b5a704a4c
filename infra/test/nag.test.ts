import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { temporaryFolder } from './folders.js'
import { app } from './synthesis.js'

/** What cdk-nag’s AwsSolutions pack objects to and we do on purpose, each with the reason. Resources are named without their hashes. */
const ACKNOWLEDGED: Record<string, string> = {
  'AwsSolutions-S1 Files':
    'Access logs would keep paths of people’s files for nobody to read; the functions log each request.',
  'AwsSolutions-S1 Web':
    'Everything in the bucket is public by way of CloudFront; who fetched it is nobody’s business.',
  'AwsSolutions-CFR3 Site': 'CloudFront’s logs hold addresses of visitors and paths, and paths hold tokens of links.',
  'AwsSolutions-CFR3 Content': 'The query of a ticket is the right to fetch a file; it must not stand in a log.',
  'AwsSolutions-CFR4 Site':
    'Without a name of one’s own CloudFront’s certificate decides; with one it is TLS 1.2 (a test says so).',
  'AwsSolutions-CFR4 Content': 'As for the site.',
  'AwsSolutions-CFR1 Site': 'A file cloud is for people wherever they are.',
  'AwsSolutions-CFR1 Content': 'A file cloud is for people wherever they are.',
  'AwsSolutions-CFR2 Site': 'A firewall costs six dollars a month idle: it is there by choice (-c firewall=true).',
  'AwsSolutions-CFR2 Content': 'Without a ticket S3 refuses; a firewall would add nothing but cost.',
  'AwsSolutions-APIG1 Api':
    'Each function logs one line for each request, with the route’s template. The gateway’s line would repeat it.',
  'AwsSolutions-APIG2 Api':
    'The functions validate every field and refuse unknown ones; a second schema would drift.',
  'AwsSolutions-APIG3 Api':
    'Only CloudFront gets in; a firewall, by choice, stands before it, where addresses are those of visitors.',
  'AwsSolutions-APIG6 Api': 'Execution logs hold headers and bodies: passwords and tokens.',
  'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:kms:<AWS::Region>:<AWS::AccountId>:key/*]':
    'Which key encrypts the parameter is the account’s choice; the condition allows decrypting this one parameter through the parameter store.',
  'AwsSolutions-IAM5[Resource::<Files.Arn>/accounts/*]':
    'Every object of the product lies there; whose it is, the code decides and the matrix of routes and callers tests.',
  'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>:identity/*]':
    'In the sandbox SES asks for the receiver’s identity too; the condition on the sender’s address is what bounds it.',
  'AwsSolutions-IAM5[Resource::*]': 'dynamodb:ListStreams knows no resource; only `work` has it.',
}

interface Report {
  pluginReports: { violations: { ruleName: string; violatingConstructs: { constructPath: string }[] }[] }[]
}

/** Findings that name what they found stand for themselves; others are told with the part of the stack they are about. */
function found(report: Report): string[] {
  const findings = report.pluginReports.flatMap(({ violations }) => violations)
  const names = findings.flatMap(({ ruleName, violatingConstructs }) =>
    violatingConstructs.map(({ constructPath }) =>
      ruleName.includes('[')
        ? ruleName.replace(/<Files\w+\.Arn>/, '<Files.Arn>')
        : `${ruleName} ${constructPath.split('/')[1]}`,
    ),
  )
  return [...new Set(names)].sort()
}

test('cdk-nag objects to nothing but what is acknowledged with a reason, and every acknowledgement is needed', () => {
  const folder = temporaryFolder()
  const { app: made } = app('aws', {}, undefined, folder)
  Validations.of(made).addPlugins(new AwsSolutionsChecks(made))
  const print = console.error
  console.error = () => {}
  try {
    assert.throws(() => made.synth(), /Validation failed/)
  } finally {
    console.error = print
  }
  const report = JSON.parse(readFileSync(join(folder, 'validation-report.json'), 'utf8')) as Report
  assert.deepEqual(found(report), Object.keys(ACKNOWLEDGED).sort())
})
