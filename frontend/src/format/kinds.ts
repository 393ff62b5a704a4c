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
  code: 'js jsx mjs ts tsx svelte vue html css scss json xml yml yaml toml ini conf py rb php rs go java kt swift c h cpp cs sh bat ps1 sql diff',
  text: 'txt md log srt vtt tex',
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

/** The only types that the store serves inline: what cannot carry a script. */
const inline =
  /^(?:(image)\/(?:png|jpe?g|gif|webp|avif)|(video)\/(?:mp4|webm|ogg)|(audio)\/(?:mp4|(?:x-)?m4a|webm|mpeg|mp3|ogg|(?:x-)?flac|(?:x-)?wav))$/

export type PreviewKind = 'image' | 'video' | 'audio' | 'pdf' | 'text'

/**
 * How an entry can be looked at here, or null when it has to be downloaded. PDFs are drawn by us and text is shown as text, whatever
 * it is written in: pages and vector images, which could run scripts, are never shown as such.
 */
export function previewKind(entry: {
  kind: 'file' | 'folder'
  name: string
  content_type?: string | null
}): PreviewKind | null {
  if (entry.kind === 'folder') return null
  const type = (entry.content_type ?? '').split(';')[0]!.trim().toLowerCase()
  const media = inline.exec(type)
  if (media) return (media[1] ?? media[2] ?? media[3]) as PreviewKind
  const kind = fileKind(entry)
  if (kind === 'pdf' || type === 'application/pdf') return 'pdf'
  const isText = kind === 'code' || kind === 'text' || /^text\/|[/+](json|xml)$/.test(type)
  return isText || /\.(csv|tsv|svg)$|^(dockerfile|makefile|license|readme)$/i.test(entry.name) ? 'text' : null
}
