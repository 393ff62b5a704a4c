import { closeSync, existsSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import type { Rows } from '../../lib/rows.js'
import type { Architecture, AwsParts, Domain, Settings } from '../../lib/settings.js'
import type { Cloud } from './cloud.js'

/** Something that is missing or worth knowing before a deploy, with what to do about it. */
export interface Finding {
  readonly what: string
  readonly todo: string
  /** Whether a deploy makes no sense until it is done. */
  readonly stops: boolean
}

const stop = (what: string, todo: string): Finding => ({ what, todo, stops: true })
const note = (what: string, todo: string): Finding => ({ what, todo, stops: false })

/** What an ELF file says it is for (e_machine, at byte 18). */
const MACHINES: Record<number, Architecture> = { 0x3e: 'x86_64', 0xb7: 'arm64' }

export function machineOf(path: string): Architecture | undefined {
  const head = Buffer.alloc(20)
  const file = openSync(path, 'r')
  try {
    if (readSync(file, head) < head.length || head.readUInt32BE(0) !== 0x7f454c46) return undefined
    return MACHINES[head.readUInt16LE(18)]
  } finally {
    closeSync(file)
  }
}

export function checkBuilt(settings: Settings, rows: Rows, webDir: string): Finding[] {
  const findings: Finding[] = []
  const names = [...rows.routes, ...rows.workers].map((row) => row.name)
  const program = (name: string) => join(settings.functionsDir, name, 'bootstrap')
  const missing = names.filter((name) => !existsSync(program(name)))
  if (missing.length > 0)
    findings.push(
      stop(`${missing.length} functions are not built: ${missing.slice(0, 3).join(', ')} …`, 'make functions'),
    )
  const others = names.filter((name) => !missing.includes(name) && machineOf(program(name)) !== settings.architecture)
  if (others.length > 0)
    findings.push(
      stop(
        `${others.length} functions are not for ${settings.architecture}: ${others.slice(0, 3).join(', ')} …`,
        'build them for it, or say -c architecture=arm64 or x86_64 as they are',
      ),
    )
  if (!existsSync(join(webDir, 'index.html'))) findings.push(stop('The web app is not built', 'make web'))
  return findings
}

async function checkDomain(cloud: Cloud, domain: Domain | undefined): Promise<Finding[]> {
  if (!domain)
    return [
      note(
        'The home will be reached by a name of CloudFront’s',
        'for one of your own: a certificate in us-east-1, then -c siteDomain, -c contentDomain and -c certificateArn',
      ),
    ]
  const certificate = await cloud.certificate(domain.certificateArn)
  if (!certificate)
    return [stop('There is no such certificate', 'request one in us-east-1 for both names, and give its ARN')]
  if (certificate.status !== 'ISSUED')
    return [
      stop(
        `The certificate is not issued yet (${certificate.status})`,
        'put the records that ACM names into the DNS, and wait for it',
      ),
    ]
  const covers = (host: string) =>
    certificate.names.some(
      (name) => name === host || (name.startsWith('*.') && host.slice(host.indexOf('.')) === name.slice(1)),
    )
  const bare = [domain.site, domain.content].filter((host) => !covers(host))
  return bare.length > 0
    ? [stop(`The certificate does not cover ${bare.join(' and ')}`, 'request one for both names')]
    : []
}

const SANDBOX =
  'in the SES console, ask for production access; until then letters go only to addresses you verified there'

async function checkMail(cloud: Cloud, settings: Settings, parts: AwsParts, isThere: boolean): Promise<Finding[]> {
  const findings: Finding[] = []
  const domain = settings.mailFrom.slice(settings.mailFrom.indexOf('@') + 1)
  const name = parts.mailIdentity === 'address' ? settings.mailFrom : domain
  const [account, byName] = [await cloud.mailAccount(), await cloud.mailIdentity(name)]
  const identity =
    byName ?? (parts.mailIdentity === 'existing' ? await cloud.mailIdentity(settings.mailFrom) : undefined)
  if (!account.enabled)
    findings.push(
      stop(
        'SES does not let this account send at all',
        'look at the account’s state in the SES console: it is paused or under review',
      ),
    )
  if (account.sandbox) findings.push(note('SES holds this account in its sandbox', SANDBOX))
  if (parts.mailIdentity === 'existing' && !identity)
    findings.push(
      stop(`SES does not know ${name}`, 'verify it, or leave -c mailIdentity=existing away: the stack then makes it'),
    )
  else if (parts.mailIdentity !== 'existing' && identity && !isThere)
    findings.push(stop(`SES knows ${name} already, and the stack cannot make it again`, '-c mailIdentity=existing'))
  else if (!identity?.verified)
    findings.push(
      note(
        `SES has not verified ${name} yet, so no letter leaves`,
        parts.mailIdentity === 'address'
          ? 'after the deploy, follow the link in the letter that AWS sends to it'
          : 'after the deploy, put the records of the output MailRecords into the DNS of the domain',
      ),
    )
  return findings
}

function checkStack(status: string | undefined, stackName: string): Finding[] {
  if (status === 'ROLLBACK_COMPLETE' || status === 'ROLLBACK_FAILED')
    return [
      stop(
        `The first deploy of ${stackName} failed, and what is left of it cannot be updated (${status})`,
        `aws cloudformation delete-stack --stack-name ${stackName}`,
      ),
    ]
  return status?.endsWith('_IN_PROGRESS')
    ? [stop(`${stackName} is being changed right now (${status})`, 'wait until it is done')]
    : []
}

/** Where `cdk bootstrap` notes that it was here. */
const BOOTSTRAP = '/cdk-bootstrap/hnb659fds/version'

/** Everything that a deploy needs, asked before anything is changed. */
export async function check(
  cloud: Cloud,
  settings: Settings,
  parts: AwsParts,
  rows: Rows,
  region: string | undefined,
): Promise<Finding[]> {
  const built = checkBuilt(settings, rows, parts.webDir)
  if (region === undefined)
    return [...built, stop('No region is chosen', 'export AWS_REGION=eu-central-1, or any near you')]
  let account: string
  try {
    account = (await cloud.caller()).account
  } catch (error) {
    const todo = 'export AWS_PROFILE=… (and `aws sso login`), or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY'
    return [...built, stop(`There are no credentials that work: ${(error as Error).message}`, todo)]
  }
  const findings = [...built]
  if ((await cloud.secret(BOOTSTRAP)) === undefined)
    findings.push(
      stop(
        `The CDK was never set up in ${region}`,
        `npm --prefix infra exec -- cdk bootstrap aws://${account}/${region}`,
      ),
    )
  const stack = await cloud.stack(settings.stackName)
  findings.push(...checkStack(stack?.status, settings.stackName))
  findings.push(...(await checkDomain(cloud, parts.domain)))
  findings.push(...(await checkMail(cloud, settings, parts, stack !== undefined)))
  return findings
}
