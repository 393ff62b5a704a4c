import { chosenRegion, Cloud, clients } from './aws/cloud.js'
import { cdk, main, pause, readArguments } from './aws/command.js'
import { DEPLOY_FLAGS, deploy } from './aws/deploying.js'

main(async () => {
  const region = await chosenRegion()
  const cloud = new Cloud(clients(region ?? 'us-east-1'))
  await deploy(readArguments(process.argv.slice(2), DEPLOY_FLAGS), { cloud, cdk, pause, say: console.log, region })
})
