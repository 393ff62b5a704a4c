import { readRows, type Rows } from '../../lib/rows.js'
import { readSettings } from '../../lib/settings.js'
import { check, type Finding } from './checks.js'
import type { Cloud } from './cloud.js'
import { contextWords, type Given, type Run } from './command.js'
import { ensureKeys, ensureOriginKey, rotateKeys } from './keys.js'
import { sendWeb } from './web.js'

export interface Surroundings {
  readonly cloud: Cloud
  readonly cdk: Run
  readonly say: (line: string) => void
  /** Between two looks at something that takes its time. */
  readonly pause: () => Promise<void>
  readonly region: string | undefined
  readonly rows?: Rows
}

export const DEPLOY_FLAGS = /^--(check|rotate-keys)$/

const told = ({ what, todo, stops }: Finding) => `${stops ? 'Missing' : 'Note'}: ${what}.\n  To do: ${todo}`

/** Checks, makes keys, deploys, sends the web app. With `--check` it changes nothing; with `--rotate-keys` it draws a new key. */
export async function deploy(
  { context, flags }: Given,
  { cloud, cdk, say, region, rows = readRows() }: Surroundings,
): Promise<void> {
  const settings = readSettings((key) => context[key])
  if (!settings.aws) throw new Error('only AWS is deployed to with this; the local cloud is `make localstack`')
  const findings = await check(cloud, settings, settings.aws, rows, region)
  for (const finding of findings) say(told(finding))
  if (findings.some(({ stops }) => stops)) throw new Error('Nothing was changed.')
  if (flags.includes('--check')) return say('Everything that a deploy needs is there. Nothing was changed.')
  const { stackName } = settings
  const originKey = await ensureOriginKey(cloud, stackName)
  const deployWith = async (keysVersion: string) => {
    const words = [
      'deploy',
      stackName,
      '--require-approval',
      'never',
      '--import-existing-resources',
      ...contextWords({ ...context, keysVersion }),
    ]
    await cdk(words, { CDK_PARAMETERS: `${stackName}:OriginKey=${originKey}`, AWS_REGION: region ?? '' })
  }
  if (flags.includes('--rotate-keys')) await rotateKeys(cloud, stackName, deployWith)
  else await deployWith(await ensureKeys(cloud, stackName))
  const outputs = (await cloud.stack(stackName))?.outputs ?? {}
  const changed = await sendWeb(cloud, outputs.WebBucketName ?? '', settings.aws.webDir)
  await cloud.invalidate(outputs.DistributionId ?? '', changed, `deploy-${Date.now()}`)
  say(`The home is at ${outputs.SiteUrl}`)
  if (settings.aws.domain)
    say(
      `DNS: ${settings.aws.domain.site} CNAME ${outputs.SiteDistributionHost}; ${settings.aws.domain.content} CNAME ${outputs.ContentDistributionHost}`,
    )
  if (outputs.MailRecords) say(`DNS for letters: ${outputs.MailRecords}`)
}

export const DESTROY_FLAGS = /^--delete-data=[a-z][a-z0-9-]*$/

/** Takes the home away and keeps the table, the files and the keys, unless `--delete-data=STACKNAME` says their end. */
export async function destroy({ context, flags }: Given, { cloud, say, region, pause }: Surroundings): Promise<void> {
  const stackName = context.stackName ?? 'share-cloud'
  const confirmed = flags.map((flag) => flag.split('=')[1])
  if (flags.length > 0 && !confirmed.includes(stackName))
    throw new Error(`--delete-data must name the stack, ${stackName}. Nothing was changed.`)
  const { account } = await cloud.caller()
  const bucket = (what: string) => `${stackName}-${what}-${account}-${region}`
  if ((await cloud.stack(stackName)) !== undefined) {
    await cloud.empty(bucket('web'))
    await cloud.deleteStack(stackName, pause)
  }
  if (flags.length === 0)
    return say(
      `The home is gone. The table ${stackName}, the files in ${bucket('files')} and the keys stay; make deploy finds them again.`,
    )
  await cloud.deleteTable(stackName)
  const removed = await cloud.empty(bucket('files'))
  await cloud.deleteBucket(bucket('files'))
  for (const name of ['keys', 'origin-key']) await cloud.forget(`/${stackName}/${name}`)
  say(`The home is gone, and with it the table, ${removed} versions of objects and the keys.`)
}
