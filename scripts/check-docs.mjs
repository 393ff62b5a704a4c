#!/usr/bin/env node
// Fails when docs/API.md or docs/DATA-MODEL.md lacks a route, a problem or a kind of item that the code has, names one that it has not,
// when a page links to a file that is not there, or when the two READMEs differ in pictures or in what they compare.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const read = (path) => readFileSync(join(root, path), 'utf8')
const problems = []

/** The first cells of the table whose head begins with these words. */
function rowsUnder(page, head) {
  const lines = read(page).split('\n')
  const start = lines.findIndex((line) => line.startsWith(`| ${head} |`))
  if (start < 0) return []
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'))
  const rows = lines.slice(start + 2, end < 0 ? undefined : end)
  return rows.map((line) => line.slice(1, -1).split('|').map((cell) => cell.trim()))
}

function compare(page, what, found, wanted) {
  for (const one of wanted) if (!found.includes(one)) problems.push(`${page}: ${what} ${one} is missing`)
  for (const one of found) if (!wanted.includes(one)) problems.push(`${page}: there is no ${what} ${one}`)
}

const routes = JSON.parse(read('crates/api/routes.json'))
const described = rowsUnder('docs/API.md', 'name | route').map(([name, route, who]) => `${name}: ${route}, ${who}`)
compare('docs/API.md', 'route', described, routes.map(({ name, method, path, caller }) => `${name}: ${method} ${path}, ${caller}`))
const readBy = rowsUnder('docs/DATA-MODEL.md', 'route').flatMap(([names]) => names.split(', '))
compare('docs/DATA-MODEL.md', 'route', readBy, routes.map(({ name }) => name))

const codes = [...read('crates/domain/src/problem.rs').matchAll(/^    \w+ = "(\w+)", (\d+), "/gm)]
const listed = rowsUnder('docs/API.md', 'status | code').map(([status, code]) => `${status} ${code.replaceAll('`', '')}`)
compare('docs/API.md', 'problem', listed, codes.map(([, code, status]) => `${status} ${code}`))

const kinds = [...read('crates/aws/src/db/keys.rs').matchAll(/^    \w+ = "([A-Z]+)";/gm)].map(([, kind]) => kind)
const keyed = rowsUnder('docs/DATA-MODEL.md', 'kind').map(([, pk]) => /^`([A-Z]+)#/.exec(pk)?.[1] ?? pk)
compare('docs/DATA-MODEL.md', 'kind', keyed, kinds)

const pages = ['README.md', 'README.ko.md', ...readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)]
for (const page of pages) {
  for (const [, target] of read(page).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)) {
    const isElsewhere = /^[a-z]+:/.test(target)
    if (!isElsewhere && !existsSync(join(root, dirname(page), target))) problems.push(`${page}: ${target} is not there`)
  }
}

const pictures = ['README.md', 'README.ko.md'].map((page) => [...read(page).matchAll(/\]\(docs\/images\/([^)]+)\)/g)].map(([, name]) => name))
compare('README.ko.md', 'picture', pictures[1], pictures[0].map((name) => name.replace('.webp', '.ko.webp')))
compare('docs/images', 'picture', readdirSync(join(root, 'docs/images')), pictures.flat())
/** Where the table of others has a dash, row by row. */
const dashes = (page) => rowsUnder(page, '| share-cloud').map((cells) => cells.map((cell) => (cell === '–' ? '–' : '+')).join(''))
const [english, korean] = ['README.md', 'README.ko.md'].map(dashes)
if (english.length === 0 || english.join() !== korean.join()) problems.push('README.ko.md: the comparison is not that of README.md')

for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exitCode = 1
