import { Problem } from '../api/problem'
import type { Ticket } from '../api/types'

export type Purpose = 'attachment' | 'inline'

/** Where tickets come from: the account, or a link. */
export interface TicketSource {
  /** A page of tickets for everything in these entries. */
  page(entryIds: readonly string[], purpose: Purpose, cursor: string | null): Promise<TicketPage>
}

export interface TicketPage {
  tickets: Ticket[]
  next_cursor?: string | null
}

/** A ticket must be begun within 60 seconds; this much is kept for slow starts. */
const FRESH_MS = 40_000

export interface TimedTicket {
  /** It can be begun when it is given. */
  ticket: Ticket
  /** Another one, for the file as it is by then. */
  renew(): Promise<Ticket>
}

/** All files in these entries, page by page, with tickets fetched only when they are about to be used, and again when they have waited too long. */
export async function* allTickets(
  source: TicketSource,
  entryIds: readonly string[],
  now: () => number = Date.now,
): AsyncGenerator<TimedTicket> {
  let cursor: string | null = null
  do {
    const page: TicketPage = await source.page(entryIds, 'attachment', cursor)
    const askedAt = now()
    for (const ticket of page.tickets) {
      const renew = () => again(source, ticket)
      yield { ticket: now() - askedAt < FRESH_MS ? ticket : await renew(), renew }
    }
    cursor = page.next_cursor ?? null
  } while (cursor !== null)
}

/** Asked for alone, a file's path is its own name; its place stays what it was. */
async function again(source: TicketSource, { entry_id, path }: Ticket): Promise<Ticket> {
  const [ticket] = (await source.page([entry_id], 'attachment', null)).tickets
  if (!ticket) throw new Problem('not_found', 404, path)
  return { ...ticket, path }
}
