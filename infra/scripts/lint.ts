import { execFile, execFileSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { temporaryFolder } from '../test/folders.js'
import { app, type Kind } from '../test/synthesis.js'

const VERSION = '1.51.0'
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'share-cloud', `cfn-lint-${VERSION}`)

/** What cfn-lint says and we leave so, each with the reason. */
const IGNORED: Record<string, string> = {
  W3005: 'The CDK writes that a function depends on its role, though its ARN says so already.',
}

/** cfn-lint in a folder of its own outside of the tree, installed once. */
function cfnLint(): string {
  const program = join(cache, 'bin', 'cfn-lint')
  if (existsSync(program)) return program
  console.log(`Installing cfn-lint ${VERSION} into ${cache}`)
  rmSync(cache, { recursive: true, force: true })
  execFileSync('python3', ['-m', 'venv', cache], { stdio: 'inherit' })
  execFileSync(
    join(cache, 'bin', 'pip'),
    ['install', '--quiet', '--disable-pip-version-check', `cfn-lint==${VERSION}`],
    { stdio: 'inherit' },
  )
  return program
}

/** The template of a kind as a file. */
function synthesize(kind: Kind): string {
  const outdir = temporaryFolder()
  return app(kind, {}, undefined, outdir).app.synth().stacks[0]?.templateFullPath ?? ''
}

// The one with names of one’s own has everything that the one without has, and more.
const templates = (['own-domain', 'local'] as const).map(synthesize)
const ignored = Object.keys(IGNORED).flatMap((rule) => ['--ignore-checks', rule])
const program = cfnLint()
const lint = (path: string) => promisify(execFile)(program, ['--regions', 'us-east-1', ...ignored, '--', path])
for (const each of await Promise.allSettled(templates.map(lint)))
  if (each.status === 'rejected') {
    console.error((each.reason as { stdout?: string }).stdout ?? each.reason)
    process.exitCode = 1
  }
if (process.exitCode !== 1) console.log(`cfn-lint finds nothing in ${templates.length} templates`)
