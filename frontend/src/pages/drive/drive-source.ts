import { answerOf, problemOf } from '../../api/problem'
import { api } from '../../api/session.svelte'
import type { FolderSource } from './listing.svelte'

/** The account's own folders. */
export const driveSource: FolderSource = {
  async list(folder, query, etag) {
    const headers = etag === null ? {} : { 'if-none-match': etag }
    const call = await api.GET('/api/folders/{id}/entries', { params: { path: { id: folder }, query }, headers })
    if (call.response.status === 304) return 'not_modified'
    if (!call.data) throw problemOf(call.response, call.error)
    return { page: call.data, etag: call.response.headers.get('etag') }
  },
  entry: (folder) => answerOf(api.GET('/api/entries/{id}', { params: { path: { id: folder } } })),
}
