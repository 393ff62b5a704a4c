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
  ticket: Ticket
  /** A URL that can be begun now; asks for a new one when the old one is too old. */
  freshUrl(force?: boolean): Promise<string>
}

/** All files in these entries, page by page, with tickets fetched only when they are about to be used. */
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
      yield {
        ticket,
        freshUrl: async (force = false) => {
          if (!force && now() - askedAt < FRESH_MS) return ticket.url
          return (await source.page([ticket.entry_id], 'attachment', null)).tickets[0]!.url
        },
      }
    }
    cursor = page.next_cursor ?? null
  } while (cursor !== null)
}
