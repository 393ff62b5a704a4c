import { asProblem } from '../../api/problem'
import { problemWords } from '../../api/problem-words'
import { toasts } from '../../components/toasts.svelte'
import { download } from '../../downloads/download'
import { driveTickets } from './drive-tickets'

/** Downloads what the account may see, and says why where that does not work. One is named after itself, several as is said. */
export async function downloadOwn(entries: Parameters<typeof download>[0], several = '') {
  try {
    await download(entries, driveTickets, entries.length === 1 ? entries[0]!.name : several)
  } catch (cause) {
    toasts.problem(problemWords(asProblem(cause)))
  }
}
