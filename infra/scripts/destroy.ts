import { Cloud, clients } from './aws/cloud.js'
import { cdk, main, pause, readArguments } from './aws/command.js'
import { DESTROY_FLAGS, destroy } from './aws/deploying.js'

const region = process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION
main(async () => {
  if (region === undefined) throw new Error('No region is chosen: export AWS_REGION=…')
  await destroy(readArguments(process.argv.slice(2), DESTROY_FLAGS), { cloud: new Cloud(clients(region)), cdk, pause, say: console.log, region })
})
