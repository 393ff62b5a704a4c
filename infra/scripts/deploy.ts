import { Cloud, clients } from './aws/cloud.js'
import { cdk, main, pause, readArguments } from './aws/command.js'
import { DEPLOY_FLAGS, deploy } from './aws/deploying.js'

const region = process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION
main(() => deploy(readArguments(process.argv.slice(2), DEPLOY_FLAGS), { cloud: new Cloud(clients(region ?? 'us-east-1')), cdk, pause, say: console.log, region }))
