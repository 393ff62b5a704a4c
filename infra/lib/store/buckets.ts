import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib'
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { BlockPublicAccess, Bucket, BucketEncryption, HttpMethods, ObjectOwnership } from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'
import type { Settings } from '../settings.js'

/** An upload is open for 7 days at most (UPLOAD_LIFE_S); the bucket's own abort comes later, so it never cuts a living one. */
const ABORT_AFTER_DAYS = 10
/**
 * For so long a removed object can be brought back, by whoever owns the account: without it a table restored to a point in time would
 * name bytes that are gone. No function may remove a version, so none can destroy a file for good.
 */
const KEPT_AFTER_REMOVAL_DAYS = 7
/** The longest life of a ticket: an inline one, 1 hour. */
export const OLDEST_SIGNATURE_MS = 3_600_000
/** What a browser may send with a PUT and read of an answer; nothing else. */
export const CORS_REQUEST_HEADERS = ['content-type', 'if-none-match', 'x-amz-checksum-sha256', 'range']
export const CORS_ANSWER_HEADERS = [
  'ETag',
  'Content-Length',
  'Content-Range',
  'Accept-Ranges',
  'x-amz-checksum-sha256',
]

/** Everything the product stores begins so. */
export const OBJECT_PREFIX = 'accounts/*'

/** Names that can be known without asking the bucket, or stack, policies and distributions would depend on each other in a circle. */
export const bucketName = (settings: Settings, what: 'files' | 'web'): string =>
  `${settings.stackName}-${what}-${Aws.ACCOUNT_ID}-${Aws.REGION}`

export const bucketHost = (name: string): string => `${name}.s3.${Aws.REGION}.${Aws.URL_SUFFIX}`

const common = (settings: Settings) => ({
  encryption: BucketEncryption.S3_MANAGED,
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  enforceSSL: settings.home === 'aws', // a local cloud speaks http
  minimumTLSVersion: settings.home === 'aws' ? 1.2 : undefined,
})

/** The bucket of people's files. On a local cloud MinIO holds one of the same name, and this one stays empty. */
export function makeFiles(scope: Construct, settings: Settings, siteOrigin: string): Bucket {
  const isAws = settings.home === 'aws'
  const files = new Bucket(scope, 'Files', {
    ...common(settings),
    bucketName: bucketName(settings, 'files'),
    cors: [
      {
        allowedOrigins: [siteOrigin],
        allowedMethods: [HttpMethods.GET, HttpMethods.HEAD, HttpMethods.PUT],
        allowedHeaders: CORS_REQUEST_HEADERS,
        exposedHeaders: CORS_ANSWER_HEADERS,
        maxAge: 3_600,
      },
    ],
    versioned: isAws,
    lifecycleRules: [
      { id: 'stale-multiparts', abortIncompleteMultipartUploadAfter: Duration.days(ABORT_AFTER_DAYS) },
      ...(isAws
        ? [
            {
              id: 'removed',
              noncurrentVersionExpiration: Duration.days(KEPT_AFTER_REMOVAL_DAYS),
              expiredObjectDeleteMarker: true,
            },
          ]
        : []),
    ],
    removalPolicy: isAws ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  })
  if (isAws) files.addToResourcePolicy(refuseOldSignatures(files))
  return files
}

/** Whoever signs, and for however long: a presigned request older than the longest ticket is refused. */
function refuseOldSignatures(files: Bucket): PolicyStatement {
  return new PolicyStatement({
    sid: 'RefuseOldSignatures',
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions: ['s3:*'],
    resources: [files.bucketArn, files.arnForObjects('*')],
    conditions: {
      StringEquals: { 's3:authType': 'REST-QUERY-STRING' },
      NumericGreaterThan: { 's3:signatureAge': String(OLDEST_SIGNATURE_MS) },
    },
  })
}

/** The bucket of the web app. Everything in it can be built again, so it goes with the stack. */
export const makeWeb = (scope: Construct, settings: Settings): Bucket =>
  new Bucket(scope, 'Web', {
    ...common(settings),
    bucketName: bucketName(settings, 'web'),
    removalPolicy: RemovalPolicy.DESTROY,
  })
