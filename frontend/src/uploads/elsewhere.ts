import type { UploadSummary } from '../api/types'

/** What this browser knows of an upload that it is working on or that waits here for its file. */
export interface UploadHere {
  uploadId: string | null
  name: string
  sizeBytes: number
  folderId: string | null
}

/**
 * The open uploads that this browser knows nothing of: another device's, or what a browser left that was cleared. One of ours whose
 * first answer was lost has no id yet; its folder, name and size tell it then.
 */
export function uploadsElsewhere(open: readonly UploadSummary[], here: readonly UploadHere[]): UploadSummary[] {
  const ids = new Set(here.map(({ uploadId }) => uploadId))
  const isOurs = (upload: UploadSummary) =>
    ids.has(upload.upload_id) ||
    here.some(
      ({ uploadId, name, sizeBytes, folderId }) =>
        uploadId === null &&
        name.normalize('NFC') === upload.name &&
        sizeBytes === upload.size_bytes &&
        folderId === upload.parent_id,
    )
  return open.filter((upload) => !isOurs(upload))
}
