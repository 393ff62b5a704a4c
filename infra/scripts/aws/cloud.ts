import { ACMClient, DescribeCertificateCommand } from '@aws-sdk/client-acm'
import { CloudFormationClient, DeleteStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { CloudFrontClient, CreateInvalidationCommand } from '@aws-sdk/client-cloudfront'
import { DeleteTableCommand, DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb'
import {
  AbortMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { GetAccountCommand, GetEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2'
import { DeleteParameterCommand, GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'

/** What the scripts ask of each client; tests give their own. */
interface Sends {
  send(command: unknown): Promise<unknown>
}

export interface Clients {
  readonly acm: Sends
  readonly cloudformation: Sends
  readonly cloudfront: Sends
  readonly dynamodb: Sends
  readonly s3: Sends
  readonly ses: Sends
  readonly ssm: Sends
  readonly sts: Sends
}

/** The clients of the account that the environment's credentials belong to. CloudFront's certificates are in us-east-1 alone. */
export function clients(region: string): Clients {
  const made = {
    acm: new ACMClient({ region: 'us-east-1' }),
    cloudformation: new CloudFormationClient({ region }),
    cloudfront: new CloudFrontClient({ region: 'us-east-1' }),
    dynamodb: new DynamoDBClient({ region }),
    s3: new S3Client({ region }),
    ses: new SESv2Client({ region }),
    ssm: new SSMClient({ region }),
    sts: new STSClient({ region }),
  }
  return made as unknown as Clients
}

/** The region that the environment or the profile chooses, if any does. */
export async function chosenRegion(): Promise<string | undefined> {
  const named = process.env.AWS_REGION || process.env.AWS_DEFAULT_REGION
  if (named) return named
  delete process.env.AWS_REGION // An empty one would hide the profile's.
  return new STSClient({}).config.region().catch(() => undefined)
}

/** AWS says by these names that there is no such thing; of a stack by a message. */
const ABSENT = /^(ParameterNotFound|NotFoundException|ResourceNotFoundException|NoSuchBucket)$/

async function orAbsent<T>(asked: Promise<unknown>): Promise<T | undefined> {
  try {
    return (await asked) as T
  } catch (error) {
    const { name, message } = error as Error
    if (ABSENT.test(name) || /does not exist/.test(message)) return undefined
    throw error
  }
}

export interface Secret {
  readonly value: string
  readonly version: string
}

export interface StackState {
  readonly status: string
  readonly outputs: Readonly<Record<string, string>>
}

export interface WebFile {
  readonly key: string
  readonly body: Uint8Array
  readonly contentType: string
  readonly cacheControl: string
}

/** The account, in the words of the scripts. Whatever AWS answers but "no such thing" is thrown. */
export class Cloud {
  constructor(private readonly clients: Clients) {}

  async caller(): Promise<{ account: string; arn: string }> {
    const { Account = '', Arn = '' } = (await this.clients.sts.send(new GetCallerIdentityCommand({}))) as {
      Account?: string
      Arn?: string
    }
    return { account: Account, arn: Arn }
  }

  async secret(name: string): Promise<Secret | undefined> {
    const asked = this.clients.ssm.send(new GetParameterCommand({ Name: name, WithDecryption: true }))
    const found = await orAbsent<{ Parameter?: { Value?: string; Version?: number } }>(asked)
    return found?.Parameter && { value: found.Parameter.Value ?? '', version: String(found.Parameter.Version) }
  }

  /** Stores a secret and answers its version. One that is there already is replaced only on demand. */
  async keep(name: string, value: string, replace = false): Promise<string> {
    const command = new PutParameterCommand({
      Name: name,
      Value: value,
      Type: 'SecureString',
      Tier: 'Standard',
      Overwrite: replace,
    })
    return String(((await this.clients.ssm.send(command)) as { Version?: number }).Version)
  }

  async forget(name: string): Promise<void> {
    await orAbsent(this.clients.ssm.send(new DeleteParameterCommand({ Name: name })))
  }

  /** The state of a certificate and the names it covers. */
  async certificate(arn: string): Promise<{ status: string; names: string[] } | undefined> {
    type Answer = { Certificate?: { Status?: string; SubjectAlternativeNames?: string[] } }
    const found = await orAbsent<Answer>(
      this.clients.acm.send(new DescribeCertificateCommand({ CertificateArn: arn })),
    )
    return (
      found?.Certificate && {
        status: found.Certificate.Status ?? '',
        names: found.Certificate.SubjectAlternativeNames ?? [],
      }
    )
  }

  /** Whether letters may leave to anybody, and whether they may leave at all. */
  async mailAccount(): Promise<{ sandbox: boolean; enabled: boolean }> {
    type Answer = { ProductionAccessEnabled?: boolean; SendingEnabled?: boolean }
    const found = (await this.clients.ses.send(new GetAccountCommand({}))) as Answer
    return { sandbox: found.ProductionAccessEnabled !== true, enabled: found.SendingEnabled === true }
  }

  async mailIdentity(identity: string): Promise<{ verified: boolean } | undefined> {
    type Answer = { VerifiedForSendingStatus?: boolean }
    const found = await orAbsent<Answer>(
      this.clients.ses.send(new GetEmailIdentityCommand({ EmailIdentity: identity })),
    )
    return found && { verified: found.VerifiedForSendingStatus === true }
  }

  async stack(name: string): Promise<StackState | undefined> {
    type Answer = { Stacks?: { StackStatus?: string; Outputs?: { OutputKey?: string; OutputValue?: string }[] }[] }
    const found = (
      await orAbsent<Answer>(this.clients.cloudformation.send(new DescribeStacksCommand({ StackName: name })))
    )?.Stacks?.[0]
    const outputs = (found?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue])
    return found && { status: found.StackStatus ?? '', outputs: Object.fromEntries(outputs) }
  }

  /** Deletes a stack and waits until it is gone. */
  async deleteStack(name: string, pause: () => Promise<void>): Promise<void> {
    await this.clients.cloudformation.send(new DeleteStackCommand({ StackName: name }))
    for (
      let state = await this.stack(name);
      state !== undefined && state.status !== 'DELETE_COMPLETE';
      state = await this.stack(name)
    ) {
      if (state.status === 'DELETE_FAILED')
        throw new Error(`${name} could not be deleted: its events in the CloudFormation console say why`)
      await pause()
    }
  }

  async put(bucket: string, file: WebFile): Promise<void> {
    const { key, body, contentType, cacheControl } = file
    await this.clients.s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: body,
        ContentType: contentType,
        CacheControl: cacheControl,
      }),
    )
  }

  async invalidate(distributionId: string, paths: readonly string[], reference: string): Promise<void> {
    const batch = { CallerReference: reference, Paths: { Quantity: paths.length, Items: [...paths] } }
    await this.clients.cloudfront.send(
      new CreateInvalidationCommand({ DistributionId: distributionId, InvalidationBatch: batch }),
    )
  }

  /** Removes every version of every object and every open upload of a bucket; answers how many. A bucket that is not there is empty. */
  async empty(bucket: string): Promise<number> {
    let removed = 0
    for (;;) {
      type Version = { Key?: string; VersionId?: string }
      type Answer = { Versions?: Version[]; DeleteMarkers?: Version[] }
      const page = await orAbsent<Answer>(this.clients.s3.send(new ListObjectVersionsCommand({ Bucket: bucket })))
      const objects = [...(page?.Versions ?? []), ...(page?.DeleteMarkers ?? [])].map(({ Key, VersionId }) => ({
        Key,
        VersionId,
      }))
      if (objects.length === 0) break
      const answer = (await this.clients.s3.send(
        new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: objects, Quiet: true } }),
      )) as { Errors?: { Code?: string }[] }
      if (answer.Errors?.[0]) throw new Error(`${bucket} cannot be emptied: ${answer.Errors[0].Code}`)
      removed += objects.length
    }
    await this.abortUploads(bucket)
    return removed
  }

  private async abortUploads(bucket: string): Promise<void> {
    for (;;) {
      type Answer = { Uploads?: { Key?: string; UploadId?: string }[] }
      const page = await orAbsent<Answer>(this.clients.s3.send(new ListMultipartUploadsCommand({ Bucket: bucket })))
      const uploads = page?.Uploads ?? []
      if (uploads.length === 0) return
      for (const { Key, UploadId } of uploads)
        await this.clients.s3.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }))
    }
  }

  async deleteBucket(bucket: string): Promise<void> {
    await orAbsent(this.clients.s3.send(new DeleteBucketCommand({ Bucket: bucket })))
  }

  /** Takes the protection away and deletes the table. */
  async deleteTable(table: string): Promise<void> {
    const there = await orAbsent(
      this.clients.dynamodb.send(new UpdateTableCommand({ TableName: table, DeletionProtectionEnabled: false })),
    )
    if (there !== undefined) await this.clients.dynamodb.send(new DeleteTableCommand({ TableName: table }))
  }
}
