import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { repository } from '../lib/rows.js'
import { Cloud } from '../scripts/aws/cloud.js'
import { readArguments } from '../scripts/aws/command.js'
import { DEPLOY_FLAGS, DESTROY_FLAGS, deploy, destroy } from '../scripts/aws/deploying.js'
import { parseKeys } from '../scripts/aws/keys.js'
import { CONTENT_TYPES, webKeys } from '../scripts/aws/web.js'
import { Account } from './fake-account.js'
import { temporaryFolder } from './folders.js'
import { builtFolders, type Json, MAIL_FROM, OWN_DOMAIN, rows } from './synthesis.js'

const OUTPUTS = {
  WebBucketName: 'web',
  DistributionId: 'E1',
  SiteUrl: 'https://d1.cloudfront.net',
  MailRecords: 'a CNAME b',
}

/** The smallest text that says of itself to be a program for x86-64. */
function program(): Buffer {
  const head = Buffer.alloc(64)
  head.writeUInt32BE(0x7f454c46, 0)
  head.writeUInt16LE(0x3e, 18)
  return head
}

function world() {
  const account = new Account()
  const folders = builtFolders()
  for (const { name } of [...rows.routes, ...rows.workers])
    writeFileSync(join(folders.functionsDir, name, 'bootstrap'), program())
  const lines: string[] = []
  const runs: { words: readonly string[]; environment: Readonly<Record<string, string>> }[] = []
  const cdk = async (words: readonly string[], environment: Readonly<Record<string, string>> = {}) => {
    runs.push({ words, environment })
    account.stack = { status: 'CREATE_COMPLETE', outputs: OUTPUTS }
  }
  const pause = async () => {
    account.stack = undefined
  }
  const surroundings = {
    cloud: new Cloud(account.clients()),
    cdk,
    pause,
    say: (line: string) => lines.push(line),
    region: 'eu-central-1' as string | undefined,
  }
  const context = { home: 'aws', mailFrom: MAIL_FROM, ...folders }
  const run = (more: Record<string, string> = {}, flags: string[] = []) =>
    deploy({ context: { ...context, ...more }, flags }, surroundings)
  return { account, folders, lines, runs, surroundings, context, run }
}

const keysOf = (account: Account) => parseKeys(account.parameters.get('/share-cloud/keys')?.value ?? '', 'keys')
const keysVersion = (words: readonly string[]) => words.find((word) => word.startsWith('keysVersion='))

test('the first deploy makes the keys, deploys, sends the web app and says where the home is', async () => {
  const { account, lines, runs, run } = world()
  await run()
  assert.equal(keysOf(account).length, 1)
  assert.deepEqual(
    [runs.length, runs[0]?.words.slice(0, 2), keysVersion(runs[0]?.words ?? [])],
    [1, ['deploy', 'share-cloud'], 'keysVersion=1'],
  )
  assert.ok(runs[0]?.words.includes('--import-existing-resources'), 'what a destroy kept is found again')
  assert.ok(account.objects.has('web/index.html'))
  assert.ok(
    lines.includes('The home is at https://d1.cloudfront.net') && lines.includes('DNS for letters: a CNAME b'),
  )
})

test('the origin’s key is drawn once, and goes to the CDK where nobody else on the machine sees it', async () => {
  const { account, runs, run } = world()
  await run()
  await run()
  const key = account.parameters.get('/share-cloud/origin-key')
  assert.equal(key?.version, 1)
  assert.match(key?.value ?? '', /^[\w-]{43}$/)
  for (const { words, environment } of runs) {
    assert.equal(environment.CDK_PARAMETERS, `share-cloud:OriginKey=${key?.value}`)
    assert.ok(!words.join(' ').includes(key?.value ?? 'none'))
  }
})

test('keys that are there are never replaced, and broken ones stop the deploy', async () => {
  const { account, runs, run } = world()
  await run()
  const before = account.parameters.get('/share-cloud/keys')
  await run()
  assert.deepEqual(account.parameters.get('/share-cloud/keys'), before)
  account.parameters.set('/share-cloud/keys', { value: '[]', version: 9 })
  await assert.rejects(run(), /holds no list of keys. It was not touched/)
  assert.deepEqual([account.parameters.get('/share-cloud/keys')?.value, runs.length], ['[]', 2])
})

test('a new key is known to every function before it becomes the first, and all old ones stay', async () => {
  const { account, runs, run } = world()
  await run()
  const [old] = keysOf(account)
  await run({}, ['--rotate-keys'])
  const versions = account.sent
    .filter(({ name, input }) => name === 'PutParameterCommand' && input.Name === '/share-cloud/keys')
    .map(({ input }) => parseKeys(input.Value, 'keys'))
  const fresh = keysOf(account)[0]
  assert.notEqual(fresh?.id, old?.id)
  assert.deepEqual(versions, [[old], [old, fresh], [fresh, old]])
  assert.deepEqual(
    runs.map(({ words }) => keysVersion(words)),
    ['keysVersion=1', 'keysVersion=2', 'keysVersion=3'],
  )
})

test('keys are rotated only where there are some', async () => {
  const { account, run } = world()
  await assert.rejects(run({}, ['--rotate-keys']), /deploy once before you rotate/)
  assert.equal(account.parameters.has('/share-cloud/keys'), false)
})

test('--check says what is there and changes nothing', async () => {
  const { account, lines, runs, run } = world()
  await run({}, ['--check'])
  assert.deepEqual([account.sent, runs], [[], []])
  assert.match(lines.at(-1) ?? '', /Nothing was changed/)
})

/** What is missing, and the words that tell so. */
const MISSING: [string, (w: ReturnType<typeof world>) => Record<string, string> | void, RegExp][] = [
  ['credentials', ({ account }) => void (account.credentials = false), /no credentials that work.*\n.*AWS_PROFILE/],
  ['a region', ({ surroundings }) => void (surroundings.region = undefined), /No region.*\n.*AWS_REGION/],
  [
    'the CDK’s bootstrap',
    ({ account }) => void account.parameters.delete('/cdk-bootstrap/hnb659fds/version'),
    /never set up.*\n.*cdk bootstrap aws:\/\/111111111111\/eu-central-1/,
  ],
  ['functions', () => ({ functionsDir: '/nowhere' }), /functions are not built.*\n.*make functions/],
  ['functions of the architecture', () => ({ architecture: 'arm64' }), /not for arm64.*\n.*architecture=/],
  ['the web app', () => ({ webDir: '/nowhere' }), /web app is not built.*\n.*make web/],
  ['a certificate', () => OWN_DOMAIN, /no such certificate.*\n.*us-east-1/],
  [
    'an issued certificate',
    ({ account }) => (
      account.certificates.set(OWN_DOMAIN.certificateArn, { Status: 'PENDING_VALIDATION' }),
      OWN_DOMAIN
    ),
    /not issued yet \(PENDING_VALIDATION\)/,
  ],
  [
    'a certificate for both names',
    ({ account }) => (
      account.certificates.set(OWN_DOMAIN.certificateArn, {
        Status: 'ISSUED',
        SubjectAlternativeNames: ['files.example.org'],
      }),
      OWN_DOMAIN
    ),
    /does not cover files-content\.example\.org/,
  ],
  [
    'leave to send',
    ({ account }) => void (account.mail = { ProductionAccessEnabled: true, SendingEnabled: false }),
    /does not let this account send/,
  ],
  ['an existing identity', () => ({ mailIdentity: 'existing' }), /SES does not know files\.example\.org/],
  [
    'an identity that is not there twice',
    ({ account }) => void account.identities.set('files.example.org', true),
    /knows files\.example\.org already.*\n.*mailIdentity=existing/,
  ],
  [
    'a stack that can be updated',
    ({ account }) => void (account.stack = { status: 'ROLLBACK_COMPLETE', outputs: {} }),
    /first deploy of share-cloud failed.*\n.*delete-stack/,
  ],
  [
    'quiet',
    ({ account }) => void (account.stack = { status: 'UPDATE_IN_PROGRESS', outputs: {} }),
    /being changed right now/,
  ],
]

for (const [what, arrange, words] of MISSING)
  test(`a deploy without ${what} changes nothing and says what to do`, async () => {
    const made = world()
    const more = arrange(made) ?? {}
    await assert.rejects(made.run(more), /Nothing was changed/)
    assert.match(made.lines.filter((line) => line.startsWith('Missing')).join('\n'), words)
    assert.deepEqual([made.account.sent, made.runs], [[], []])
  })

test('SES’s sandbox, an unverified domain and CloudFront’s own name are told and stop nothing', async () => {
  const { account, lines, run } = world()
  account.mail = { ProductionAccessEnabled: false, SendingEnabled: true }
  await run()
  for (const words of [
    /Note: SES holds this account in its sandbox.*\n.*production access/,
    /Note: SES has not verified files\.example\.org.*\n.*MailRecords/,
    /Note: The home will be reached by a name of CloudFront/,
  ])
    assert.match(lines.join('\n'), words)
})

test('a certificate with a star covers both names', async () => {
  const { account, runs, run } = world()
  account.certificates.set(OWN_DOMAIN.certificateArn, {
    Status: 'ISSUED',
    SubjectAlternativeNames: ['*.example.org'],
  })
  await run(OWN_DOMAIN)
  assert.equal(runs.length, 1)
})

test('assets are sent first and for ever, the page last and to be asked for again, and only the latter leave CloudFront’s memory', async () => {
  const { account, folders, run } = world()
  assert.deepEqual(webKeys(folders.webDir), ['assets/index-0a1b2c3d.js', 'favicon.svg', 'sw.js', 'index.html'])
  await run()
  const header = (key: string) => account.objects.get(`web/${key}`)?.CacheControl
  assert.deepEqual(['assets/index-0a1b2c3d.js', 'index.html', 'sw.js'].map(header), [
    'public, max-age=31536000, immutable',
    'no-cache',
    'no-cache',
  ])
  assert.equal(account.objects.get('web/index.html')?.ContentType, 'text/html; charset=utf-8')
  const invalidation = account.sent.find(({ name }) => name === 'CreateInvalidationCommand')?.input as Json
  assert.deepEqual(
    [invalidation.DistributionId, invalidation.InvalidationBatch.Paths.Items],
    ['E1', ['/favicon.svg', '/sw.js', '/index.html']],
  )
})

test('files have the types that the embedded home gives them', () => {
  const source = readFileSync(`${repository}crates/local/src/web.rs`, 'utf8')
  for (const [end, type] of Object.entries(CONTENT_TYPES))
    assert.match(source, new RegExp(`"${end}"[^=]*=> "${type.replaceAll(/[+.]/g, '\\$&')}"`), end)
  assert.ok(source.includes('"public, max-age=31536000, immutable"') && source.includes('"no-cache"'))
})

function deployed() {
  const made = world()
  made.account.stack = { status: 'CREATE_COMPLETE', outputs: OUTPUTS }
  for (const key of [
    'web-111111111111-eu-central-1/index.html',
    'files-111111111111-eu-central-1/accounts/a/1',
    'files-111111111111-eu-central-1/accounts/a/2',
    'files-111111111111-eu-central-1/accounts/a/3',
  ])
    made.account.objects.set(`share-cloud-${key}`, { marker: key.endsWith('/3') })
  for (const name of ['keys', 'origin-key'])
    made.account.parameters.set(`/share-cloud/${name}`, { value: 'x', version: 1 })
  return made
}

test('destroy keeps the table, the files and the keys', async () => {
  const { account, surroundings, context, lines } = deployed()
  await destroy({ context, flags: [] }, surroundings)
  assert.equal(account.stack, undefined)
  assert.deepEqual(
    [...account.objects.keys()].every((key) => key.startsWith('share-cloud-files-')) && account.objects.size,
    3,
  )
  assert.equal(account.parameters.has('/share-cloud/keys'), true)
  assert.ok(!account.asked.some((name) => /Table|DeleteBucket|DeleteParameter/.test(name)))
  assert.match(lines.at(-1) ?? '', /files in share-cloud-files-111111111111-eu-central-1 and the keys stay/)
})

test('destroy takes everything only from who names the stack', async () => {
  const { account, surroundings, context, lines } = deployed()
  await assert.rejects(destroy({ context, flags: ['--delete-data=other'] }, surroundings), /must name the stack/)
  assert.equal(account.sent.length, 0)
  await destroy({ context, flags: ['--delete-data=share-cloud'] }, surroundings)
  assert.deepEqual(
    [
      account.objects.size,
      account.parameters.has('/share-cloud/keys'),
      account.parameters.has('/share-cloud/origin-key'),
    ],
    [0, false, false],
  )
  const tables = account.sent
    .filter(({ name }) => name.endsWith('TableCommand'))
    .map(({ name, input }) => [name, input])
  assert.deepEqual(tables, [
    ['UpdateTableCommand', { TableName: 'share-cloud', DeletionProtectionEnabled: false }],
    ['DeleteTableCommand', { TableName: 'share-cloud' }],
  ])
  assert.match(lines.at(-1) ?? '', /3 versions of objects/)
})

test('what is remembered is taken, the command line wins, and a mistyped word is an error', () => {
  const remembered = join(temporaryFolder(), 'deploy.json')
  writeFileSync(remembered, JSON.stringify({ mailFrom: 'a@example.org', home: 'local' }))
  const read = (...words: string[]) => readArguments(words, DEPLOY_FLAGS, remembered)
  assert.deepEqual(read('-c', 'mailFrom=b@example.org', '--rotate-keys'), {
    context: { mailFrom: 'b@example.org', home: 'aws' },
    flags: ['--rotate-keys'],
  })
  assert.equal(read().context.mailFrom, 'a@example.org')
  assert.throws(() => read('--rotate-key'), /no word that this command knows/)
  assert.throws(() => read('-c', 'mailFrom'), /wants key=value/)
  assert.throws(() => readArguments(['--delete-data'], DESTROY_FLAGS, remembered), /no word/)
})
