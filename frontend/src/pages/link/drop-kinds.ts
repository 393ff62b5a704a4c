import type { OpenDrop } from '../../api/types'

export type DropKind = OpenDrop['kinds'][number]

/** The endings of each kind, as the server has them (`crates/domain/src/drops.rs`). */
export const endings: Record<DropKind, string> = {
  image: 'png jpg jpeg gif webp avif heic heif bmp tif tiff psd raw cr2 nef arw dng',
  video: 'mp4 webm mov mkv avi m4v wmv mpg mpeg',
  audio: 'mp3 ogg oga flac wav m4a aac opus aif aiff',
  document: 'pdf doc docx hwp hwpx odt rtf pages xls xlsx csv ods numbers cell ppt pptx odp key show txt md',
  archive: 'zip 7z rar tar gz tgz bz2 xz zst alz egg',
}

export const dropKinds = Object.keys(endings) as DropKind[]

/** Whether a drop takes a file of this name, as far as its kind goes. */
export function takes(kinds: readonly DropKind[], name: string): boolean {
  const ending = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase()
  return kinds.length === 0 || kinds.some((kind) => ending !== undefined && endings[kind].split(' ').includes(ending))
}

/** What the file dialog offers. */
export function acceptOf(kinds: readonly DropKind[]): string | undefined {
  if (kinds.length === 0) return undefined
  return kinds
    .flatMap((kind) => endings[kind].split(' '))
    .map((ending) => `.${ending}`)
    .join(',')
}
