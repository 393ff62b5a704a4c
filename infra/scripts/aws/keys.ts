import { randomBytes } from 'node:crypto'
import { keysParameter, originKeyParameter } from '../../lib/settings.js'
import type { Cloud } from './cloud.js'

/** A master key as the functions read it (functions/src/settings.rs): the secret is 32 bytes in base64. */
export interface Key {
  readonly id: string
  readonly secret: string
}

const SECRET_BYTES = 32
/** A parameter of the standard tier holds 4 KB; a key takes about 90 bytes. */
const MOST_KEYS = 40

const drawKey = (): Key => ({
  id: randomBytes(8).toString('hex'),
  secret: randomBytes(SECRET_BYTES).toString('base64'),
})

/** Reads the list; throws rather than let a broken one be replaced, for every link and sign-in hangs on it. */
export function parseKeys(text: string, name: string): Key[] {
  const broken = new Error(
    `${name} holds no list of keys. It was not touched: put its last good version back (aws ssm get-parameter-history)`,
  )
  let keys: unknown
  try {
    keys = JSON.parse(text)
  } catch {
    throw broken
  }
  const isKey = (key: Partial<Key>) =>
    typeof key?.id === 'string' && Buffer.from(String(key?.secret), 'base64').length === SECRET_BYTES
  if (!Array.isArray(keys) || keys.length === 0 || !keys.every(isKey)) throw broken
  return keys as Key[]
}

/** Makes the keys if there are none, and answers their version. */
export async function ensureKeys(cloud: Cloud, stackName: string): Promise<string> {
  const name = keysParameter(stackName)
  const known = await cloud.secret(name)
  if (known === undefined) return cloud.keep(name, JSON.stringify([drawKey()]))
  parseKeys(known.value, name)
  return known.version
}

/**
 * Rotates the keys in two steps, with a deploy after each, and keeps all old ones. First the new key is only known; when every function
 * has started anew and knows it, it becomes the first, with which tokens and links are made. Were it first at once, functions that still
 * run with the old list would refuse what the others make, and sign people out.
 */
export async function rotateKeys(
  cloud: Cloud,
  stackName: string,
  deploy: (version: string) => Promise<void>,
): Promise<void> {
  const name = keysParameter(stackName)
  const known = await cloud.secret(name)
  if (known === undefined) throw new Error(`${name} is not there yet: deploy once before you rotate`)
  const keys = parseKeys(known.value, name)
  if (keys.length >= MOST_KEYS)
    throw new Error(`${name} holds ${keys.length} keys, as many as fit: nothing was changed`)
  const fresh = drawKey()
  await deploy(await cloud.keep(name, JSON.stringify([...keys, fresh]), true))
  await deploy(await cloud.keep(name, JSON.stringify([fresh, ...keys]), true))
}

/** The key that CloudFront comes in with. It is kept beside the others, because CloudFormation hides it from whoever deploys next. */
export async function ensureOriginKey(cloud: Cloud, stackName: string): Promise<string> {
  const name = originKeyParameter(stackName)
  const known = await cloud.secret(name)
  if (known !== undefined) return known.value
  const value = randomBytes(SECRET_BYTES).toString('base64url')
  await cloud.keep(name, value)
  return value
}
