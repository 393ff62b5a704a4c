import type { Clients } from '../scripts/aws/cloud.js'
import type { Json } from './synthesis.js'

class Refused extends Error {
  constructor(
    override readonly name: string,
    message: string,
  ) {
    super(message)
  }
}

/**
 * An account for the scripts: it answers the commands of the SDK's clients from its state, and keeps what was asked in order. A command it
 * does not know is an error, so no test passes by chance.
 */
export class Account {
  readonly parameters = new Map<string, { value: string; version: number }>([
    ['/cdk-bootstrap/hnb659fds/version', { value: '30', version: 1 }],
  ])
  readonly certificates = new Map<string, Json>()
  readonly identities = new Map<string, boolean>()
  readonly objects = new Map<string, Json>()
  readonly asked: string[] = []
  readonly sent: { name: string; input: Json }[] = []
  mail = { ProductionAccessEnabled: true, SendingEnabled: true }
  stack: { status: string; outputs: Record<string, string> } | undefined
  credentials = true

  private readonly answers: Record<string, (input: Json) => Json> = {
    GetCallerIdentityCommand: () => {
      if (!this.credentials)
        throw new Refused('CredentialsProviderError', 'Could not load credentials from any providers')
      return { Account: '111111111111', Arn: 'arn:aws:iam::111111111111:user/owner' }
    },
    GetParameterCommand: ({ Name, WithDecryption }) => {
      const found = this.parameters.get(Name)
      if (!found || !WithDecryption) throw new Refused('ParameterNotFound', '')
      return { Parameter: { Value: found.value, Version: found.version } }
    },
    PutParameterCommand: ({ Name, Value, Type, Overwrite }) => {
      const known = this.parameters.get(Name)
      if (Type !== 'SecureString' || (known && !Overwrite)) throw new Refused('ParameterAlreadyExists', '')
      this.parameters.set(Name, { value: Value, version: (known?.version ?? 0) + 1 })
      return { Version: (known?.version ?? 0) + 1 }
    },
    DeleteParameterCommand: ({ Name }) => {
      if (!this.parameters.delete(Name)) throw new Refused('ParameterNotFound', '')
      return {}
    },
    DescribeCertificateCommand: ({ CertificateArn }) => {
      const found = this.certificates.get(CertificateArn)
      if (!found) throw new Refused('ResourceNotFoundException', '')
      return { Certificate: found }
    },
    GetAccountCommand: () => this.mail,
    GetEmailIdentityCommand: ({ EmailIdentity }) => {
      const verified = this.identities.get(EmailIdentity)
      if (verified === undefined) throw new Refused('NotFoundException', '')
      return { VerifiedForSendingStatus: verified }
    },
    DescribeStacksCommand: ({ StackName }) => {
      if (!this.stack) throw new Refused('ValidationError', `Stack with id ${StackName} does not exist`)
      const outputs = Object.entries(this.stack.outputs).map(([OutputKey, OutputValue]) => ({
        OutputKey,
        OutputValue,
      }))
      return { Stacks: [{ StackStatus: this.stack.status, Outputs: outputs }] }
    },
    DeleteStackCommand: () => {
      if (this.stack) this.stack = { ...this.stack, status: 'DELETE_IN_PROGRESS' }
      return {}
    },
    PutObjectCommand: ({ Bucket, Key, ...rest }) => {
      this.objects.set(`${Bucket}/${Key}`, rest)
      return {}
    },
    ListObjectVersionsCommand: ({ Bucket }) => {
      const keys = [...this.objects.keys()].filter((key) => key.startsWith(`${Bucket}/`)).slice(0, 2)
      const version = (key: string) => ({ Key: key.slice(Bucket.length + 1), VersionId: `version of ${key}` })
      const isMarker = (key: string) => this.objects.get(key)?.marker === true
      return {
        Versions: keys.filter((key) => !isMarker(key)).map(version),
        DeleteMarkers: keys.filter(isMarker).map(version),
      }
    },
    DeleteObjectsCommand: ({ Bucket, Delete }) => {
      // Without its version an object would only be hidden.
      for (const { Key, VersionId } of Delete.Objects)
        if (VersionId === `version of ${Bucket}/${Key}`) this.objects.delete(`${Bucket}/${Key}`)
      return {}
    },
    ListMultipartUploadsCommand: () => ({}),
    DeleteBucketCommand: () => ({}),
    CreateInvalidationCommand: () => ({}),
    UpdateTableCommand: () => ({}),
    DeleteTableCommand: () => ({}),
  }

  /** What the clients are made of: each hands its commands here. */
  clients(): Clients {
    const send = async (command: unknown) => {
      const { constructor, input } = command as { constructor: { name: string }; input: Json }
      const name = constructor.name
      this.asked.push(name)
      const answer = this.answers[name]
      if (!answer) throw new Error(`the account of the tests knows no ${name}`)
      const answered = answer(input)
      if (!/^(Get|Describe|List)/.test(name)) this.sent.push({ name, input })
      return answered
    }
    const client = { send }
    return {
      acm: client,
      cloudformation: client,
      cloudfront: client,
      dynamodb: client,
      s3: client,
      ses: client,
      ssm: client,
      sts: client,
    }
  }
}
