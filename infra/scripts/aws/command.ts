import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { repository } from '../../lib/rows.js'

export type Context = Readonly<Record<string, string>>

/** What stands on the command line: `-c key=value` as the CDK takes it, and flags of ours. */
export interface Given {
  readonly context: Context
  readonly flags: readonly string[]
}

/** The owner's settings, so that a deploy need not be told again what the last one was told. It is nobody else's: git leaves it out. */
const REMEMBERED = join(repository, 'infra', 'deploy.json')

/** Reads the arguments over what `infra/deploy.json` holds. An unknown flag is an error, for a mistyped one would be a silent no. */
export function readArguments(words: readonly string[], known: RegExp, remembered = REMEMBERED): Given {
  const context: Record<string, string> = existsSync(remembered) ? JSON.parse(readFileSync(remembered, 'utf8')) : {}
  const flags: string[] = []
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? ''
    if (word === '-c' || word === '--context') {
      const [key, ...value] = (words[(at += 1)] ?? '').split('=')
      if (!key || value.length === 0) throw new Error(`${word} wants key=value`)
      context[key] = value.join('=')
    } else if (known.test(word)) flags.push(word)
    else throw new Error(`${word} is no word that this command knows`)
  }
  return { context: { ...context, home: 'aws' }, flags }
}

const cdkProgram = () => join(createRequire(import.meta.url).resolve('aws-cdk/package.json'), '..', 'bin', 'cdk')

export type Run = (words: readonly string[], environment?: Readonly<Record<string, string>>) => Promise<void>

/** Runs the CDK in infra/. What is secret comes by its environment, where no other user of the machine sees it. */
export const cdk: Run = (words, environment = {}) =>
  new Promise((done, failed) => {
    const child = spawn(process.execPath, [cdkProgram(), ...words], {
      cwd: join(repository, 'infra'),
      env: { ...process.env, ...environment },
      stdio: 'inherit',
    })
    child.once('error', failed)
    child.once('close', (code) => (code === 0 ? done() : failed(new Error(`cdk ${words[0]} ended with ${code}`))))
  })

export const contextWords = (context: Context): string[] =>
  Object.entries(context).flatMap(([key, value]) => ['-c', `${key}=${value}`])

const PAUSE_MS = 5_000
export const pause = (): Promise<void> => new Promise((done) => setTimeout(done, PAUSE_MS))

/** Runs a script's main part; a problem is one sentence and exit 1, not a stack trace. */
export function main(run: () => Promise<void>): void {
  run().catch((error: Error) => {
    console.error(error.message)
    process.exitCode = 1
  })
}
