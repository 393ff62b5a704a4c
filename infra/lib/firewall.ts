import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2'
import type { Construct } from 'constructs'

/** Requests of one address in five minutes. A browser that uploads many small files makes a few hundred. */
const PER_ADDRESS = 3_000

const visible = (metricName: string) => ({
  cloudWatchMetricsEnabled: true,
  metricName,
  sampledRequestsEnabled: false,
})

/** A web ACL before the site, by choice: it costs about six dollars a month while nobody comes. CloudFront's must be made in us-east-1. */
export const makeFirewall = (scope: Construct): CfnWebACL =>
  new CfnWebACL(scope, 'Firewall', {
    scope: 'CLOUDFRONT',
    defaultAction: { allow: {} },
    visibilityConfig: visible('share-cloud'),
    rules: [
      {
        name: 'one-address',
        priority: 0,
        action: { block: {} },
        statement: { rateBasedStatement: { limit: PER_ADDRESS, evaluationWindowSec: 300, aggregateKeyType: 'IP' } },
        visibilityConfig: visible('share-cloud-one-address'),
      },
    ],
  })
