import { answerOf } from '../../api/problem'
import { api } from '../../api/session.svelte'

/** As few as a page can have: the bell wants the number alone. */
const LIMIT = 1

/** How many notices are unread, for the bell. */
class Unread {
  count = $state(0)

  /** Looks again; what cannot be read now stays as it was. */
  async look(): Promise<void> {
    const page = await answerOf(api.GET('/api/notices', { params: { query: { limit: LIMIT } } })).catch(() => null)
    if (page) this.count = page.unread_count ?? 0
  }
}

export const unread = new Unread()
