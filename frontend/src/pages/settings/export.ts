import type { ExportPage } from '../../api/types'

type ReadPage = (cursor: string | undefined) => Promise<ExportPage>

/** All that is kept about an account as one JSON document, page by page: only the page at hand is in memory. */
export function exportStream(readPage: ReadPage, madeAt: Date, onItems: (count: number) => void) {
  const encoder = new TextEncoder()
  const told = new Set<string>()
  let cursor: string | undefined
  let count = 0
  let begun = false
  return new ReadableStream<Uint8Array>(
    {
      async pull(stream) {
        const page = await readPage(cursor)
        const lines: string[] = []
        for (const item of page.items) {
          const id = item.entry?.id
          // What was moved while it was read may be told again.
          if (id !== undefined && told.has(id)) continue
          if (id !== undefined) told.add(id)
          lines.push(JSON.stringify(item))
        }
        const head = begun ? '' : `{"made_at":${JSON.stringify(madeAt.toISOString())},"items":[\n`
        const comma = count > 0 && lines.length > 0 ? ',\n' : ''
        begun = true
        count += lines.length
        onItems(count)
        cursor = page.next_cursor ?? undefined
        const end = cursor === undefined ? '\n]}\n' : ''
        stream.enqueue(encoder.encode(head + comma + lines.join(',\n') + end))
        if (cursor === undefined) stream.close()
      },
    },
    // One page ahead is enough.
    { highWaterMark: 1 },
  )
}

/** The file's name: whose it is, and of which day. */
export function exportName(username: string, madeAt: Date): string {
  return `share-cloud-${username}-${madeAt.toISOString().slice(0, 10)}.json`
}
