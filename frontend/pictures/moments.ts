// One moment for all pictures. The browser's clock stands still at it, and what the home says of times is moved to where the material has
// it: a home that was filled a minute ago would say so in every row, and otherwise in each run.
import type { BrowserContext } from '@playwright/test'
import type { Material } from './material'

export const now = new Date('2026-11-27T10:30:00+09:00')
export const timezoneId = 'Asia/Seoul'

const DAY_MS = 86_400_000
const before = (days: number) => new Date(now.getTime() - days * DAY_MS).toISOString()

type Json = Record<string, unknown>

/** How many days ago something was, by its name, or for a version by its size. */
function daysOf(material: Material): (item: Json) => number {
  const days = new Map<unknown, number>()
  for (const [path, [, at]] of Object.entries(material.files)) {
    const steps = path.split('/')
    // A folder is as old as the newest of what came into it.
    for (const name of steps) days.set(name, Math.min(at, days.get(name) ?? at))
  }
  for (const name of Object.keys(material.coming)) days.set(name, 0)
  for (const { username, days: at } of material.others) days.set(username, at)
  for (const [bytes, at] of material.earlier) days.set(Math.round(bytes), at)
  return (item) => days.get(item.name) ?? days.get(item.username) ?? days.get(item.size_bytes) ?? 0.1
}

function moved(value: unknown, daysAgo: (item: Json) => number): unknown {
  if (Array.isArray(value)) return value.map((item) => moved(item, daysAgo))
  if (typeof value !== 'object' || value === null) return value
  const item = value as Json
  const told = Object.entries(item).map(([key, field]) => {
    if (!key.endsWith('_at') || typeof field !== 'string') return [key, moved(field, daysAgo)]
    // What ends does so in a week, at a full hour.
    if (key === 'expires_at') return [key, before(-7 - 7.5 / 24)]
    const isOlder = key === 'created_at' && 'modified_at' in item && item.kind === 'folder'
    return [key, before(daysAgo(item) + (isOlder ? 12.31 : 0))]
  })
  return Object.fromEntries(told)
}

/** Lets every page of a context be at that moment. */
export async function stopTheClock(context: BrowserContext, material: Material) {
  const daysAgo = daysOf(material)
  await context.clock.setFixedTime(now)
  await context.route('**/api/**', async (route) => {
    const response = await route.fetch()
    const isJson = response.headers()['content-type']?.includes('json') ?? false
    if (!response.ok() || !isJson || route.request().url().includes('/api/sessions'))
      return route.fulfill({ response })
    await route.fulfill({ response, json: moved(await response.json(), daysAgo) })
  })
}
