// What a file is to its owner, told by its ending first and its content type second: endings are what people know.

export type FileKind =
  | 'folder'
  | 'image'
  | 'video'
  | 'audio'
  | 'pdf'
  | 'document'
  | 'sheet'
  | 'slides'
  | 'archive'
  | 'code'
  | 'text'
  | 'other'

const endings: Record<Exclude<FileKind, 'folder' | 'other'>, string> = {
  image: 'png jpg jpeg gif webp avif heic heif svg bmp tif tiff psd raw cr2 nef arw dng',
  video: 'mp4 webm mov mkv avi m4v wmv mpg mpeg ts',
  audio: 'mp3 ogg oga flac wav m4a aac opus aif aiff',
  pdf: 'pdf',
  document: 'doc docx hwp hwpx odt rtf pages',
  sheet: 'xls xlsx csv ods numbers cell',
  slides: 'ppt pptx odp key show',
  archive: 'zip 7z rar tar gz tgz bz2 xz zst alz egg iso dmg',
  code: 'js ts svelte html css json xml yml yaml toml py rs go java c h cpp cs sh sql',
  text: 'txt md log srt',
}

const kindOfEnding = new Map(
  Object.entries(endings).flatMap(([kind, list]) => list.split(' ').map((ending) => [ending, kind as FileKind])),
)

/** The kind of an entry, for its icon. */
export function fileKind(entry: { kind: 'file' | 'folder'; name: string; content_type?: string | null }): FileKind {
  if (entry.kind === 'folder') return 'folder'
  const ending = /\.([^.]+)$/.exec(entry.name)?.[1]?.toLowerCase()
  const known = ending === undefined ? undefined : kindOfEnding.get(ending)
  if (known) return known
  const type = /^(image|video|audio|text)\//.exec(entry.content_type ?? '')?.[1]
  return (type as FileKind | undefined) ?? 'other'
}

/** The only types that the store serves inline; everything else is downloaded. */
const inlineTypes: Record<string, 'image' | 'video' | 'audio' | 'text'> = {
  'image/png': 'image',
  'image/jpeg': 'image',
  'image/gif': 'image',
  'image/webp': 'image',
  'image/avif': 'image',
  'video/mp4': 'video',
  'video/webm': 'video',
  'audio/mpeg': 'audio',
  'audio/mp3': 'audio',
  'audio/ogg': 'audio',
  'audio/flac': 'audio',
  'audio/wav': 'audio',
  'audio/x-wav': 'audio',
  'text/plain': 'text',
}

/** How an entry can be looked at here, or null when it has to be downloaded. */
export function previewKind(entry: { kind: 'file' | 'folder'; content_type?: string | null }) {
  if (entry.kind === 'folder') return null
  const type = (entry.content_type ?? '').split(';')[0]!.trim().toLowerCase()
  return inlineTypes[type] ?? null
}
