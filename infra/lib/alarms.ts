import { Duration } from 'aws-cdk-lib'
import { Alarm, ComparisonOperator, type IMetric, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import type { Construct } from 'constructs'
import type { SpecRestApi } from 'aws-cdk-lib/aws-apigateway'
import type { AwsParts } from './settings.js'

/** Somebody looks at an alarm: so there are three, of what people would notice or what SES would end the account for. */
export function makeAlarms(scope: Construct, parts: AwsParts, api: SpecRestApi, sweep: IFunction): void {
  const period = Duration.minutes(15)
  const bounces = new Metric({
    namespace: 'AWS/SES',
    metricName: 'Reputation.BounceRate',
    statistic: 'Maximum',
    period: Duration.hours(1),
  })
  const alarms = [
    alarm(
      scope,
      'ApiFails',
      'Many requests end in an error of ours',
      api.metricServerError({ period, statistic: 'Sum' }),
      10,
    ),
    alarm(
      scope,
      'SweepFails',
      'The sweep failed three times in a quarter of an hour',
      sweep.metricErrors({ period }),
      3,
    ),
    // SES reviews an account at 5 % and may pause it at 10 %.
    alarm(scope, 'LettersBounce', 'More than 4 % of the letters come back', bounces, 0.04),
  ]
  if (parts.alarmEmail === undefined) return
  const topic = new Topic(scope, 'Alarms', { enforceSSL: true })
  topic.addSubscription(new EmailSubscription(parts.alarmEmail))
  for (const each of alarms) each.addAlarmAction(new SnsAction(topic))
}

const alarm = (scope: Construct, id: string, alarmDescription: string, metric: IMetric, threshold: number) =>
  new Alarm(scope, id, {
    alarmDescription,
    metric,
    threshold,
    evaluationPeriods: 1,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  })
