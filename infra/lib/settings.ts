import { repository } from './rows.js'

export type Home = 'aws' | 'local'
export type Architecture = 'x86_64' | 'arm64'

/** Names of one's own: both, and a certificate of us-east-1 that covers both, or neither. */
export interface Domain {
  readonly site: string
  readonly content: string
  readonly certificateArn: string
}

/** Where the parts of a local cloud answer. */
export interface LocalEndpoints {
  readonly baseUrl: string
  readonly all: string
  readonly s3: string
  /** The bucket that holds the template and, without hot reload, the functions. */
  readonly assetsBucket: string
  /** Functions run straight from their folder: nothing is zipped, a rebuilt binary needs no deploy. */
  readonly hotReload: boolean
}

/** How the address letters come from is known to SES: by its domain, by itself, or made by somebody else. */
export type MailIdentity = 'domain' | 'address' | 'existing'

/** What only AWS has. */
export interface AwsParts {
  readonly domain?: Domain
  readonly mailIdentity: MailIdentity
  readonly alarmEmail?: string
  /** A web ACL made with the stack, which must then be in us-east-1. */
  readonly firewall: boolean
  /** A web ACL that exists. */
  readonly webAclArn?: string
  /** The version of the keys' parameter; another one makes every function start anew. */
  readonly keysVersion?: string
  /** The built web app: its files outside of assets/ are named by the edge. */
  readonly webDir: string
}

export interface Settings {
  readonly home: Home
  readonly stackName: string
  readonly functionsDir: string
  readonly architecture: Architecture
  readonly mailFrom: string
  readonly defaultQuotaBytes: string
  /** Who may sign up, as the functions read it. */
  readonly signUp: string
  readonly local?: LocalEndpoints
  readonly aws?: AwsParts
}

/** The names that stack, functions and scripts agree on. */
export const keysParameter = (stackName: string): string => `/${stackName}/keys`
export const originKeyParameter = (stackName: string): string => `/${stackName}/origin-key`

const TEN_GIB = String(10 * 1024 ** 3)

/** Reads context values; what is wrong is collected and told together. */
class Reader {
  readonly problems: string[] = []
  constructor(private readonly context: (key: string) => unknown) {}

  optional(key: string): string | undefined {
    const value = this.context(key)
    return value === undefined || value === '' ? undefined : String(value)
  }

  matching(key: string, pattern: RegExp, what: string, otherwise?: string): string {
    const value = this.optional(key) ?? otherwise
    if (value === undefined) this.problems.push(`-c ${key}=… is missing: ${what}`)
    else if (!pattern.test(value)) this.problems.push(`-c ${key}=${value} is not ${what}`)
    return value ?? ''
  }

  oneOf<T extends string>(key: string, values: readonly T[], otherwise: T): T {
    const value = this.optional(key) ?? otherwise
    if ((values as readonly string[]).includes(value)) return value as T
    this.problems.push(`-c ${key}=${value} is none of ${values.join(', ')}`)
    return otherwise
  }
}

const URL = /^https?:\/\/[^/\s]+$/
const HOST = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/
const CERTIFICATE = /^arn:aws[a-z-]*:acm:us-east-1:\d{12}:certificate\/[\w-]+$/
const SIGN_UP = /^(open|invitation|off|domain:[^\s,@:]+(,[^\s,@:]+)*)$/
const ADDRESS = /^[^@\s<>]+@([a-z0-9-]+\.)+[a-z]{2,}$/i

function readDomain(reader: Reader): Domain | undefined {
  if (!['siteDomain', 'contentDomain', 'certificateArn'].some((key) => reader.optional(key))) return undefined
  const domain = {
    site: reader.matching('siteDomain', HOST, 'the name of the site, as files.example.org'),
    content: reader.matching('contentDomain', HOST, 'the name of the content host, as files-content.example.org'),
    certificateArn: reader.matching(
      'certificateArn',
      CERTIFICATE,
      'a certificate of us-east-1 that covers both names',
    ),
  }
  if (domain.site === domain.content)
    reader.problems.push('siteDomain and contentDomain must differ: content never runs in the app’s origin')
  return domain
}

function readLocal(reader: Reader): LocalEndpoints {
  const all = reader.matching('endpointUrl', URL, 'where LocalStack answers', 'http://127.0.0.1:4566')
  return {
    baseUrl: reader.matching('baseUrl', URL, 'where people reach the local cloud, as http://localhost:8080'),
    all,
    s3: reader.matching('s3EndpointUrl', URL, 'where MinIO answers', 'http://127.0.0.1:9000'),
    assetsBucket: reader.optional('assetsBucket') ?? 'cdk-assets',
    hotReload: reader.oneOf('hotReload', ['true', 'false'], 'true') === 'true',
  }
}

function readAws(reader: Reader): AwsParts {
  return {
    domain: readDomain(reader),
    mailIdentity: reader.oneOf('mailIdentity', ['domain', 'address', 'existing'], 'domain'),
    alarmEmail: reader.optional('alarmEmail'),
    firewall: reader.oneOf('firewall', ['true', 'false'], 'false') === 'true',
    webAclArn: reader.optional('webAclArn'),
    keysVersion: reader.optional('keysVersion'),
    webDir: reader.optional('webDir') ?? `${repository}frontend/dist`,
  }
}

/** The settings of a deploy, from CDK's context. Throws one error that names everything that is missing or wrong. */
export function readSettings(context: (key: string) => unknown): Settings {
  const reader = new Reader(context)
  const home = reader.oneOf('home', ['aws', 'local'], 'aws')
  const settings: Settings = {
    home,
    stackName: reader.matching(
      'stackName',
      /^[a-z][a-z0-9-]{1,20}$/,
      'a short name of a–z, 0–9 and -',
      'share-cloud',
    ),
    functionsDir: reader.optional('functionsDir') ?? `${repository}target/lambda`,
    architecture: reader.oneOf('architecture', ['x86_64', 'arm64'], 'x86_64'),
    mailFrom: reader.matching(
      'mailFrom',
      ADDRESS,
      'the address that letters come from',
      home === 'local' ? 'no-reply@share-cloud.example' : undefined,
    ),
    defaultQuotaBytes: reader.matching('defaultQuotaBytes', /^\d+$/, 'a number of bytes', TEN_GIB),
    signUp: reader.matching('signUp', SIGN_UP, 'open, invitation, off, or domain:example.org,…', 'open'),
    ...(home === 'local' ? { local: readLocal(reader) } : { aws: readAws(reader) }),
  }
  if (reader.problems.length > 0) throw new Error(reader.problems.join('\n'))
  return settings
}
