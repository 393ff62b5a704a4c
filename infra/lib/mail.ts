import { CfnOutput } from 'aws-cdk-lib'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import { ConfigurationSet, EmailIdentity, EmailSendingEvent, EventDestination, Identity } from 'aws-cdk-lib/aws-ses'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import type { Construct } from 'constructs'
import type { AwsParts, Settings } from './settings.js'

/** Where bounces and complaints are told, and the function that hears them. A local cloud has it too; there nobody but a test tells. */
export function makeFeedback(scope: Construct, settings: Settings, listener: IFunction): Topic {
  const topic = new Topic(scope, 'MailFeedback', {
    topicName: `${settings.stackName}-mail-feedback`,
    enforceSSL: settings.home === 'aws',
  })
  topic.addSubscription(new LambdaSubscription(listener))
  return topic
}

/** The configuration set's name: the roles of what sends letters name it before it is made. */
export const configurationSetName = (settings: Settings): string => `${settings.stackName}-letters`

/** Who letters come from, as SES knows it, and what it tells of them. LocalStack's free edition has none of it in CloudFormation. */
export function makeMail(scope: Construct, settings: Settings, parts: AwsParts, feedback: Topic): void {
  const configurationSet = new ConfigurationSet(scope, 'Letters', {
    configurationSetName: configurationSetName(settings),
  })
  configurationSet.addEventDestination('Feedback', {
    destination: EventDestination.snsTopic(feedback),
    events: [EmailSendingEvent.BOUNCE, EmailSendingEvent.COMPLAINT],
  })
  if (parts.mailIdentity !== 'existing') makeIdentity(scope, settings, parts, configurationSet)
}

function makeIdentity(
  scope: Construct,
  settings: Settings,
  parts: AwsParts,
  configurationSet: ConfigurationSet,
): void {
  const domain = settings.mailFrom.slice(settings.mailFrom.indexOf('@') + 1)
  const isDomain = parts.mailIdentity === 'domain'
  const identity = new EmailIdentity(scope, 'MailIdentity', {
    identity: isDomain ? Identity.domain(domain) : Identity.email(settings.mailFrom),
    configurationSet,
  })
  if (!isDomain) return
  const records = identity.dkimRecords.map(({ name, value }) => `${name} CNAME ${value}`)
  new CfnOutput(scope, 'MailRecords', {
    value: records.join('; '),
    description: 'What the domain of the letters needs in its DNS',
  })
}
