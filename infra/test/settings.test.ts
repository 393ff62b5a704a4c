import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSettings } from '../lib/settings.js'
import { MAIL_FROM, OWN_DOMAIN } from './synthesis.js'

const read = (context: Record<string, string>) => readSettings((key) => context[key])

test('AWS is the home unless a local cloud is asked for, and needs to know who letters come from', () => {
  const settings = read({ mailFrom: MAIL_FROM })
  assert.deepEqual(
    [settings.home, settings.local, settings.aws?.domain, settings.aws?.firewall],
    ['aws', undefined, undefined, false],
  )
  assert.throws(() => read({}), /mailFrom=… is missing/)
})

test('a local cloud needs to know where people reach it and has nothing of AWS', () => {
  const settings = read({ home: 'local', baseUrl: 'http://localhost:8080' })
  assert.equal(settings.aws, undefined)
  assert.equal(settings.local?.hotReload, true)
  assert.throws(() => read({ home: 'local' }), /baseUrl=… is missing/)
})

test('everything that is wrong is told together', () => {
  const wrong = { mailFrom: 'nobody', architecture: 'mips', stackName: 'Has Spaces', defaultQuotaBytes: '10GiB' }
  assert.throws(
    () => read(wrong),
    ({ message }: Error) =>
      ['mailFrom', 'architecture', 'stackName', 'defaultQuotaBytes'].every((name) => message.includes(`-c ${name}=`)),
  )
})

test('who may sign up is everybody unless it is said, and nothing else is guessed', () => {
  assert.equal(read({ mailFrom: MAIL_FROM }).signUp, 'open')
  for (const signUp of ['off', 'invitation', 'domain:example.org,example.net'])
    assert.equal(read({ mailFrom: MAIL_FROM, signUp }).signUp, signUp)
  for (const signUp of ['friends', 'domain:', 'domain:a b', 'domain:x@y.z'])
    assert.throws(() => read({ mailFrom: MAIL_FROM, signUp }), /signUp=.* is not open/)
})

test('names of one’s own come all together, and the two hosts differ', () => {
  assert.deepEqual(read({ mailFrom: MAIL_FROM, ...OWN_DOMAIN }).aws?.domain?.site, 'files.example.org')
  assert.throws(
    () => read({ mailFrom: MAIL_FROM, siteDomain: 'files.example.org' }),
    /contentDomain=… is missing.*\n.*certificateArn=… is missing/,
  )
  assert.throws(() => read({ mailFrom: MAIL_FROM, ...OWN_DOMAIN, contentDomain: 'files.example.org' }), /must differ/)
  const elsewhere = { ...OWN_DOMAIN, certificateArn: OWN_DOMAIN.certificateArn.replace('us-east-1', 'eu-central-1') }
  assert.throws(
    () => read({ mailFrom: MAIL_FROM, ...elsewhere }),
    /certificateArn=.* is not a certificate of us-east-1/,
  )
})
