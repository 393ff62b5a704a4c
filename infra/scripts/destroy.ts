import { chosenRegion, Cloud, clients } from './aws/cloud.js'
import { cdk, main, pause, readArguments } from './aws/command.js'
import { DESTROY_FLAGS, destroy } from './aws/deploying.js'

main(async () => {
  const region = await chosenRegion()
  if (region === undefined) throw new Error('No region is chosen: export AWS_REGION=…')
  const cloud = new Cloud(clients(region))
  await destroy(readArguments(process.argv.slice(2), DESTROY_FLAGS), { cloud, cdk, pause, say: console.log, region })
})
