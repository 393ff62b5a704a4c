import { answerOf } from '../../api/problem'
import { api } from '../../api/session.svelte'
import type { TicketSource } from '../../downloads/tickets'

/** Tickets for the account's own files. */
export const driveTickets: TicketSource = {
  page(entryIds, purpose, cursor) {
    const body = { entry_ids: [...entryIds], purpose, ...(cursor === null ? {} : { cursor }) }
    return answerOf(api.POST('/api/downloads', { body }))
  },
}
