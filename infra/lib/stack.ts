import { existsSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { CfnOutput, CfnParameter, Fn, Stack, type StackProps, Validations } from 'aws-cdk-lib'
import type { Table } from 'aws-cdk-lib/aws-dynamodb'
import { Code, type IFunction } from 'aws-cdk-lib/aws-lambda'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'
import { makeAlarms } from './alarms.js'
import { Api, STAGE } from './api/api.js'
import { Content, Site } from './edge/edge.js'
import { makeFirewall } from './firewall.js'
import { RowFunction, type Shared } from './functions/function.js'
import { configurationSetName, makeFeedback, makeMail } from './mail.js'
import type { Rows, Worker } from './rows.js'
import { type AwsParts, keysParameter, type Settings } from './settings.js'
import { bucketHost, bucketName, makeFiles, makeWeb } from './store/buckets.js'
import { makeTable } from './store/table.js'
import { feedSchedule, feedStream, streamStatements } from './work.js'

export interface HomeProps extends StackProps {
  readonly settings: Settings
  readonly rows: Rows
}

/** Where the home answers, and what is known of it before anything else is made. */
interface Places {
  readonly siteOrigin: string
  readonly contentOrigin?: string
  readonly site?: Site
  readonly content?: Content
}

/** One home: the same stack on AWS and on a local cloud. What AWS alone has is made where `settings.aws` is there. */
export class HomeStack extends Stack {
  private readonly settings: Settings
  private readonly rows: Rows

  constructor(scope: Construct, id: string, props: HomeProps) {
    super(scope, id, props)
    this.settings = props.settings
    this.rows = props.rows
    const originKey = this.originKey()
    const table = makeTable(this, this.settings)
    const web = makeWeb(this, this.settings)
    const api = new Api(this, this.settings, this.rows.routes, originKey)
    const places = this.settings.aws ? this.places(this.settings.aws, web, api, originKey) : this.localPlaces()
    const files = makeFiles(this, this.settings, places.siteOrigin)
    const functions = this.functions(table, files, places)
    const feedback = makeFeedback(this, this.settings, functions.of('on-mail-feedback'))
    if (this.settings.aws) {
      makeMail(this, this.settings, this.settings.aws, feedback)
      makeAlarms(this, this.settings.aws, api.restApi, functions.of('sweep'))
    }
    this.tell(api, table, files, web, { MailFeedbackTopicArn: feedback.topicArn })
    this.tellPlaces(places)
  }

  /**
   * What CloudFront, or the front of a local cloud, comes in with. Whoever deploys keeps it in the parameter store and hands it in: a
   * template can neither draw it nor read a secure parameter into an API key or a header, and Secrets Manager costs 40 cents a month.
   */
  private originKey(): string {
    return new CfnParameter(this, 'OriginKey', {
      type: 'String',
      noEcho: true,
      minLength: 32,
      maxLength: 128,
      allowedPattern: '[A-Za-z0-9_-]+',
    }).valueAsString
  }

  private localPlaces(): Places {
    return { siteOrigin: this.settings.local?.baseUrl ?? '' }
  }

  private places(parts: AwsParts, web: Bucket, api: Api, originKey: string): Places {
    const filesHost = bucketHost(bucketName(this.settings, 'files'))
    const content = new Content(this, parts, filesHost)
    const site = new Site(this, {
      parts,
      web,
      originKey,
      apiId: api.restApi.restApiId,
      contentOrigin: content.origin,
      bucketOrigin: `https://${filesHost}`,
      siteFiles: siteFiles(parts.webDir),
      largestBodyBytes: Math.max(...this.rows.routes.map((route) => route.body_limit_bytes)),
      webAclArn: parts.firewall ? makeFirewall(this).attrArn : parts.webAclArn,
    })
    return { site, content, siteOrigin: site.origin, contentOrigin: content.origin }
  }

  private functions(table: Table, files: Bucket, places: Places) {
    const shared = this.shared(table, files, places)
    for (const route of this.rows.routes) new RowFunction(this, route, shared)
    const workers = new Map<string, IFunction>()
    for (const worker of this.rows.workers) workers.set(worker.name, this.worker(worker, shared, table))
    return {
      of(name: string): IFunction {
        const found = workers.get(name)
        if (!found) throw new Error(`workers.json has no ${name}`)
        return found
      },
    }
  }

  private worker(worker: Worker, shared: Shared, table: Table): IFunction {
    const isFed = worker.trigger === 'stream'
    const made = new RowFunction(this, worker, shared, {
      sendsMail: worker.sends_mail,
      statements: isFed ? streamStatements(table) : [],
    })
    if (isFed) feedStream(made, worker, made.function, table)
    if (worker.trigger === 'schedule') feedSchedule(made, worker, made.function)
    return made.function
  }

  private shared(table: Table, files: Bucket, places: Places): Shared {
    const { settings } = this
    const keysParameterArn = this.formatArn({
      service: 'ssm',
      resource: 'parameter',
      resourceName: keysParameter(settings.stackName).slice(1),
    })
    const configurationSet = settings.aws ? configurationSetName(settings) : undefined
    const hot = settings.local?.hotReload ? this.hotReload() : undefined
    const folder = (name: string) => resolve(settings.functionsDir, name)
    return {
      settings,
      granted: { table, bucket: files, keysParameterArn, mailFrom: settings.mailFrom, configurationSet },
      environment: this.toldToFunctions(table, files, places),
      code: (name) => (hot ? Code.fromBucketV2(hot, folder(name)) : Code.fromAsset(folder(name))),
    }
  }

  /** The name by which LocalStack knows that a function's code is a folder of this machine. */
  private hotReload() {
    const bucket = Bucket.fromBucketName(this, 'HotReload', 'hot-reload')
    Validations.of(bucket).acknowledge({
      id: 'Annotation::@aws-cdk/aws-lambda:codeFromBucketObjectVersionNotSpecified',
      reason: 'There is no object: LocalStack looks at the folder before each call.',
    })
    return bucket
  }

  /** What every function is told; crates and functions read nothing else. */
  private toldToFunctions(table: Table, files: Bucket, places: Places): Record<string, string> {
    const { aws, local, ...settings } = this.settings
    return {
      SHARE_CLOUD_BASE_URL: places.siteOrigin,
      ...(places.contentOrigin === undefined ? {} : { SHARE_CLOUD_CONTENT_ORIGIN: places.contentOrigin }),
      SHARE_CLOUD_TABLE: table.tableName,
      SHARE_CLOUD_BUCKET: files.bucketName,
      SHARE_CLOUD_MAIL_FROM: settings.mailFrom,
      ...(aws === undefined ? {} : { SHARE_CLOUD_MAIL_CONFIGURATION_SET: configurationSetName(this.settings) }),
      SHARE_CLOUD_DEFAULT_QUOTA_BYTES: settings.defaultQuotaBytes,
      SHARE_CLOUD_SIGN_UP: settings.signUp,
      SHARE_CLOUD_KEYS_PARAMETER: keysParameter(settings.stackName),
      // No function reads it. Other keys are so other settings, with which every function starts anew and reads them.
      ...(aws?.keysVersion === undefined ? {} : { SHARE_CLOUD_KEYS_VERSION: aws.keysVersion }),
      // The routes know their paths without the stage.
      AWS_LAMBDA_HTTP_IGNORE_STAGE_IN_PATH: 'true',
      ...(local === undefined ? {} : { AWS_ENDPOINT_URL: local.all, AWS_ENDPOINT_URL_S3: local.s3 }),
    }
  }

  private tell(api: Api, table: Table, files: Bucket, web: Bucket, more: Record<string, string>): void {
    const { local, stackName } = this.settings
    const apiId = api.restApi.restApiId
    const told = {
      ApiId: apiId,
      ApiUrl: local
        ? `${local.all}/_aws/execute-api/${apiId}/${STAGE}`
        : Fn.join('', ['https://', apiId, '.execute-api.', this.region, '.', this.urlSuffix, '/', STAGE]),
      ApiKeyId: api.key.keyId,
      TableName: table.tableName,
      FilesBucketName: files.bucketName,
      WebBucketName: web.bucketName,
      KeysParameterName: keysParameter(stackName),
      ...more,
    }
    for (const [name, value] of Object.entries(told)) new CfnOutput(this, name, { value })
  }

  private tellPlaces({ site, content, siteOrigin }: Places): void {
    if (!site || !content) return
    const told = {
      SiteUrl: siteOrigin,
      ContentUrl: content.origin,
      DistributionId: site.distribution.distributionId,
      // What names of one's own are to point at.
      SiteDistributionHost: site.distribution.distributionDomainName,
      ContentDistributionHost: content.distribution.distributionDomainName,
    }
    for (const [name, value] of Object.entries(told)) new CfnOutput(this, name, { value })
  }
}

/** The files of the web app that are no hashed assets; what is there compressed already, CloudFront compresses itself. */
function siteFiles(webDir: string): string[] {
  if (!existsSync(`${webDir}/index.html`)) throw new Error(`${webDir} holds no web app: run \`make web\` first`)
  const files = readdirSync(webDir, { withFileTypes: true }).filter((entry) => entry.isFile())
  return files
    .map((entry) => `/${entry.name}`)
    .filter((name) => !/\.(br|gz)$/.test(name))
    .sort()
}
