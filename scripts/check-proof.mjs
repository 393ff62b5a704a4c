#!/usr/bin/env node
// Fails when docs/PROOF.md or docs/SECURITY.md names a test, command or file that is not there.
//
// In the column "where shown" everything in backticks is looked up:
//   `module::a_fact_that_holds`     a Rust test by the end of its path; `tests` modules are left out
//   `plan.test.ts › a title`        a vitest or Playwright test by the end of its file's path and its title
//   `stranger/line.py::test_name`   a Python test by the end of its file's path
//   `make test`                     a target of the Makefile
//   `share-cloud audit`             a command of the program
//   `bench/README.md`               a file or folder of the repository
// A page's column "state", where it has one, says "shown", "partly: what is missing" or "not yet".
//
// `node scripts/check-proof.mjs --list` prints every test there is.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const read = (path) => readFileSync(join(root, path), 'utf8')
const PAGES = ['docs/PROOF.md', 'docs/SECURITY.md']
/** Shown, or partly or not yet with what is missing. */
const STATE = /^(shown|partly: .+|not yet(: .+)?)$/

/** Tracked files and new ones, without what git ignores. */
function filesOfTheTree() {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  return listed.split('\n').filter((path) => path !== '' && existsSync(join(root, path)))
}

/** The module path of a Rust file: crates/it/tests/suite/accounts/mod.rs is it::suite::accounts. */
function modulesOf(path) {
  const parts = path.replace(/\.rs$/, '').split('/')
  const within = parts[0] === 'crates' ? parts.slice(1) : parts
  return within.filter((part) => !['src', 'tests', 'mod', 'main', 'lib'].includes(part))
}

function rustTests(path) {
  const tests = []
  const modules = modulesOf(path)
  let isTest = false
  for (const line of read(path).split('\n')) {
    if (/^\s*#\[(tokio::)?test\b/.test(line)) isTest = true
    if (/^\s*#\[ignore\b/.test(line)) isTest = false
    const name = /^\s*(?:pub(?:\([^)]*\))?\s+)?(?:async\s+)?fn\s+(\w+)/.exec(line)?.[1]
    if (name === undefined) continue
    if (isTest) tests.push([...modules, name].join('::'))
    isTest = false
  }
  return tests
}

/** `test('…')`, and of `test.each(…)('…')` what stands behind `)(`; skipped ones show nothing. */
function scriptTests(path) {
  const titled = /(?:\b(?:test|it)(?:\.(?!skip|fixme|todo)\w+)*|\))\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|`((?:[^`\\]|\\.)*)`)/g
  return [...read(path).matchAll(titled)].map(([, ...titles]) => titles.find((title) => title !== undefined).replace(/\\(.)/g, '$1'))
}

function pythonTests(path) {
  return [...read(path).matchAll(/^\s*(?:async\s+)?def\s+(test\w*)/gm)].map(([, name]) => name)
}

const files = filesOfTheTree()
const all = {
  rust: files.filter((path) => path.endsWith('.rs')).flatMap(rustTests),
  script: files.filter((path) => /\.(test|spec)\.(m?[jt]s)$/.test(path)).flatMap((path) => scriptTests(path).map((title) => [path, title])),
  python: files.filter((path) => path.endsWith('.py')).flatMap((path) => pythonTests(path).map((name) => [path, name])),
}
const endsWithPath = (path, end) => path === end || path.endsWith(`/${end}`)

/** Why a name stands for nothing; undefined if it stands for something. */
function whyMissing(name) {
  if (name.includes(' › ')) {
    const [file, ...title] = name.split(' › ')
    const wanted = title.join(' › ')
    return all.script.some(([path, found]) => endsWithPath(path, file) && found === wanted) ? undefined : 'no such browser or web test'
  }
  if (name.includes('.py::')) {
    const [file, wanted] = name.split('::')
    return all.python.some(([path, found]) => endsWithPath(path, file) && found === wanted) ? undefined : 'no such Python test'
  }
  if (/^\w+(::\w+)+$/.test(name)) {
    return all.rust.some((test) => test === name || test.endsWith(`::${name}`)) ? undefined : 'no such Rust test'
  }
  const target = /^make ([\w-]+)$/.exec(name)?.[1]
  if (target) return new RegExp(`^${target}:`, 'm').test(read('Makefile')) ? undefined : 'no such target of the Makefile'
  const command = /^share-cloud( [\w-]+)+( --[\w-]+)*$/.exec(name)?.[1]?.trim()
  if (command) {
    const variant = command[0].toUpperCase() + command.slice(1).replace(/-(\w)/g, (_, letter) => letter.toUpperCase())
    return new RegExp(`\\b${variant}\\b`).test(read('crates/local/src/flags.rs')) ? undefined : 'no such command'
  }
  const isFile = files.some((path) => path === name || path.startsWith(`${name.replace(/\/$/, '')}/`))
  return isFile ? undefined : 'neither a test, a command nor a file'
}

function cells(line) {
  return line.trim().slice(1, -1).split(/(?<!\\)\|/).map((cell) => cell.trim())
}

function problemsOf(path) {
  const problems = []
  let where = -1
  let state = -1
  read(path).split('\n').forEach((line, index) => {
    const say = (what) => problems.push(`${path}:${index + 1}: ${what}`)
    if (!line.startsWith('|')) return void (where = state = -1)
    const row = cells(line)
    if (row.includes('where shown')) return void ([where, state] = [row.indexOf('where shown'), row.indexOf('state')])
    if (where < 0 || row.every((cell) => /^:?-+:?$/.test(cell))) return
    // A title that holds a backtick stands between two of them.
    const spans = (row[where] ?? '').matchAll(/(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)/g)
    const names = [...spans].map(([, , name]) => name.trim())
    for (const name of names) {
      const why = whyMissing(name)
      if (why) say(`\`${name}\`: ${why}`)
    }
    if (state < 0) return
    if (!STATE.test(row[state])) say(`the state is "${row[state]}", not "shown", "partly: what is missing" or "not yet"`)
    else if (!row[state].startsWith('not yet') && names.length === 0) say(`"${row[state]}" names nothing that shows it`)
  })
  return problems
}

if (process.argv.includes('--list')) {
  const lines = [...all.rust, ...all.script.map((test) => test.join(' › ')), ...all.python.map((test) => test.join('::'))]
  console.log(lines.sort().join('\n'))
} else {
  const problems = PAGES.flatMap(problemsOf)
  for (const problem of problems) console.error(problem)
  if (problems.length > 0) process.exitCode = 1
}
