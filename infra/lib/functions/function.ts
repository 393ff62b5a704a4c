import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { PolicyDocument, type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Architecture, type Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import { pascal, type Row } from '../rows.js'
import type { Settings } from '../settings.js'
import { type Granted, statements } from './policy.js'

/** What all functions of a home share. */
export interface Shared {
  readonly settings: Settings
  readonly granted: Granted
  readonly environment: Record<string, string>
  readonly code: (name: string) => Code
}

export interface Extra {
  readonly sendsMail: boolean
  /** What a trigger needs beside the row. */
  readonly statements: readonly PolicyStatement[]
}

/** The function's name, by which people find it and its log. */
export const functionName = (stackName: string, name: string): string => `${stackName}-${name}`

/** One function with the role of its row and its log: three resources. */
export class RowFunction extends Construct {
  readonly function: Function

  constructor(scope: Construct, row: Row, shared: Shared, extra: Extra = { sendsMail: false, statements: [] }) {
    super(scope, pascal(row.name))
    const { settings, granted } = shared
    const name = functionName(settings.stackName, row.name)
    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: `/aws/lambda/${name}`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    const allowed = statements(row, granted, logGroup.logGroupArn, extra.sendsMail)
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { row: new PolicyDocument({ statements: [...allowed, ...extra.statements], minimize: false }) },
    })
    this.function = new Function(this, 'Function', {
      functionName: name,
      // Nothing may put a second, wider policy beside the row's.
      role: role.withoutPolicyUpdates(),
      runtime: Runtime.PROVIDED_AL2023,
      architecture: settings.architecture === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64,
      handler: 'bootstrap',
      code: shared.code(row.name),
      memorySize: row.memory_mb,
      timeout: Duration.seconds(row.timeout_s),
      logGroup,
      environment: shared.environment,
    })
  }
}
