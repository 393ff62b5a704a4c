import { App, CliCredentialsStackSynthesizer, type IStackSynthesizer } from 'aws-cdk-lib'
import { readRows, type Rows } from './rows.js'
import { readSettings, type Settings } from './settings.js'
import { HomeStack } from './stack.js'

/** Functions are read where they were built: staging would copy half a gigabyte at each synth. */
const CONTEXT = {
  'aws:cdk:disable-asset-staging': true,
  'aws:cdk:enable-path-metadata': false,
  'aws:cdk:enable-asset-metadata': false,
}

/** A local cloud needs no bootstrap; whatever credentials the caller has are LocalStack's. */
const synthesizer = (settings: Settings): IStackSynthesizer | undefined =>
  settings.local && new CliCredentialsStackSynthesizer({ fileAssetsBucketName: settings.local.assetsBucket })

/** The account and region of a local cloud; LocalStack's own. */
const LOCAL = { account: '000000000000', region: 'us-east-1' }

/** The CDK app with its one stack. Context comes from the command line, from `context` in tests. */
export function makeApp(
  context: Record<string, string> = {},
  rows: Rows = readRows(),
  outdir?: string,
): { app: App; stack: HomeStack } {
  const app = new App({ outdir, postCliContext: { ...CONTEXT, ...context } })
  const settings = readSettings((key) => app.node.tryGetContext(key))
  const region = settings.local ? LOCAL.region : process.env.CDK_DEFAULT_REGION
  if (settings.aws?.firewall && region !== undefined && region !== 'us-east-1')
    throw new Error(
      '-c firewall=true needs the region us-east-1; elsewhere make a web ACL there and give -c webAclArn=…',
    )
  const stack = new HomeStack(app, settings.stackName, {
    settings,
    rows,
    env: settings.local ? LOCAL : { account: process.env.CDK_DEFAULT_ACCOUNT, region },
    synthesizer: synthesizer(settings),
    description: 'share-cloud: a file cloud that anyone can own',
  })
  return { app, stack }
}
