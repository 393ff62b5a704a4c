import { Aws } from 'aws-cdk-lib'
import { ApiDefinition, ApiKey, EndpointType, SpecRestApi, UsagePlan } from 'aws-cdk-lib/aws-apigateway'
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import { functionName } from '../functions/function.js'
import type { Route } from '../rows.js'
import type { Settings } from '../settings.js'
import { apiDocument } from './document.js'

export const STAGE = 'v1'

/**
 * What all routes together take. It bounds what a flood can cost; it is far above what people do, because a limit of everybody's that
 * a stranger can fill would lock everybody out. Strangers are slowed one by one, in the functions, and by the firewall where there is one.
 */
const THROTTLE = { rateLimit: 500, burstLimit: 1_000 }

/** The REST API: a method for each route, one role that invokes the functions, and the key without which nothing answers. */
export class Api extends Construct {
  readonly restApi: SpecRestApi
  readonly key: ApiKey

  constructor(scope: Construct, settings: Settings, routes: readonly Route[], originKey: string) {
    super(scope, 'Api')
    const functionArn = (route: Route) =>
      `arn:${Aws.PARTITION}:lambda:${Aws.REGION}:${Aws.ACCOUNT_ID}:function:${functionName(settings.stackName, route.name)}`
    const invoke = new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: routes.map(functionArn) })
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
      inlinePolicies: { invoke: new PolicyDocument({ statements: [invoke] }) },
    })
    this.restApi = new SpecRestApi(this, 'Rest', {
      restApiName: settings.stackName,
      apiDefinition: ApiDefinition.fromInline(apiDocument(settings.stackName, routes, functionArn, role.roleArn)),
      endpointTypes: [EndpointType.REGIONAL],
      cloudWatchRole: false,
      deployOptions: {
        stageName: STAGE,
        throttlingRateLimit: THROTTLE.rateLimit,
        throttlingBurstLimit: THROTTLE.burstLimit,
      },
    })
    // The stack tells the API's address itself, in words that hold for both homes.
    this.restApi.node.tryRemoveChild('Endpoint')
    this.key = new ApiKey(this, 'Key', {
      value: originKey,
      description: 'What CloudFront, or the front of a local cloud, comes in with',
    })
    const plan = new UsagePlan(this, 'Plan', {
      description: 'The one caller: who holds the key of the origin',
      throttle: THROTTLE,
      apiStages: [{ api: this.restApi, stage: this.restApi.deploymentStage }],
    })
    plan.addApiKey(this.key)
  }
}
