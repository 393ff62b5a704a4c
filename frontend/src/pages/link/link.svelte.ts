import { clientWith } from '../../api/client'
import { answerOf, asProblem, Problem, problemOf } from '../../api/problem'
import type { Entry, EntryWithPath, OpenDrop, OpenShare } from '../../api/types'
import type { TicketSource } from '../../downloads/tickets'
import type { FolderSource } from '../drive/listing.svelte'

const isEnd = ({ code }: Problem) => code === 'share_ended' || code === 'share_paused'

/** A link as its holder sees it. The access that a password gives lives in memory only. */
export class SharedLink {
  status = $state<'loading' | 'locked' | 'open' | 'ended' | 'failed'>('loading')
  problem = $state.raw<Problem | null>(null)
  share = $state.raw<OpenShare | null>(null)
  /** Of a link that takes files: what it asks for. */
  drop = $state.raw<OpenDrop | null>(null)

  #accessToken: string | null = null
  #hasTaken = false
  #views = new Map<string, TicketSource>()

  readonly api = clientWith((request) => {
    if (this.#accessToken !== null) request.headers.set('authorization', `Bearer ${this.#accessToken}`)
    return fetch(request)
  })

  constructor(readonly token: string) {}

  /** Looking `again` at what this page has opened is not counted. */
  async open(again = false): Promise<void> {
    this.status = 'loading'
    this.problem = null
    try {
      const params = { path: { token: this.token }, query: again ? { again } : {} }
      const share = await answerOf(this.api.GET('/api/s/{token}', { params }))
      this.share = 'entries' in share ? share : null
      this.drop = 'folder_name' in share ? share : null
      // Whoever took the last download may still fetch it again; for everybody else the link is over.
      const isUsedUp = this.share?.downloads_left === 0 && !this.#hasTaken
      this.status = 'needs_password' in share ? 'locked' : isUsedUp ? 'ended' : 'open'
    } catch (cause) {
      this.#fail(asProblem(cause))
    }
  }

  /** Throws when the password is wrong or was tried too often. */
  async unlock(password: string): Promise<void> {
    const params = { path: { token: this.token } }
    const answer = await answerOf(this.api.POST('/api/s/{token}/unlock', { params, body: { password } }))
    this.#accessToken = answer.access_token
    await this.open()
  }

  readonly folders: FolderSource = {
    list: async (folder, query, etag) => {
      const headers = etag === null ? {} : { 'if-none-match': etag }
      const params = { path: { token: this.token, id: folder }, query }
      const call = await this.api.GET('/api/s/{token}/folders/{id}/entries', { params, headers })
      if (call.response.status === 304) return 'not_modified'
      if (!call.data) throw this.noteEnd(problemOf(call.response, call.error))
      return { page: call.data, etag: call.response.headers.get('etag') }
    },
    entry: (folder) => this.#entry(folder),
  }

  /** One download: its first call takes one, further pages and fresh tickets belong to it. */
  newDownload(): TicketSource {
    let downloadId: string | null = null
    return {
      page: async (entryIds, purpose, cursor) => {
        const body = {
          entry_ids: [...entryIds],
          purpose,
          ...(downloadId === null ? {} : { download_id: downloadId }),
          ...(cursor === null ? {} : { cursor }),
        }
        const params = { path: { token: this.token } }
        try {
          const page = await answerOf(this.api.POST('/api/s/{token}/downloads', { params, body }))
          downloadId = page.download_id ?? downloadId
          this.#hasTaken = true
          return page
        } catch (cause) {
          throw this.noteEnd(asProblem(cause))
        }
      },
    }
  }

  /** Tickets to look at one file: looking again in the same visit takes nothing more. */
  ticketsToView(entryId: string): TicketSource {
    let source = this.#views.get(entryId)
    if (!source) this.#views.set(entryId, (source = this.newDownload()))
    return source
  }

  /** What the link's holder has seen of folders: their names and totals came with the lists above them. */
  #known = new Map<string, Entry>()

  know(entries: readonly Entry[]) {
    for (const entry of entries) if (entry.kind === 'folder') this.#known.set(entry.id, entry)
  }

  async #entry(folder: string): Promise<EntryWithPath> {
    const known = this.#known.get(folder)
    const entry = known ?? ({ id: folder, kind: 'folder', name: '' } as Entry)
    return { ...entry, role: 'viewer', path: [{ id: folder, name: entry.name }] }
  }

  noteEnd(problem: Problem): Problem {
    if (isEnd(problem) || problem.code === 'unauthorized') this.#fail(problem)
    return problem
  }

  #fail(problem: Problem) {
    this.problem = problem
    // The access that the password gave has run out: the gate again.
    if (problem.code === 'unauthorized') {
      this.#accessToken = null
      this.status = 'locked'
    } else if (isEnd(problem) || problem.code === 'not_found') this.status = 'ended'
    else this.status = 'failed'
  }
}
