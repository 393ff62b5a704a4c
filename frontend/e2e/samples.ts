// Files of every kind that the viewer knows, made here, so that a test knows what is in them.
import { crc32, deflateSync } from 'node:zlib'
import type { Home } from './home'

/** Sends a file as a program does: reserve, sign, send, complete. Answers the entry's id. */
export async function put(
  home: Home,
  token: string,
  name: string,
  content: Uint8Array | string,
  type: string,
  folder = 'root',
): Promise<string> {
  const bytes = Buffer.from(content)
  const upload = { parent_id: folder, name, size_bytes: bytes.length, content_type: type, on_conflict: 'replace' }
  const started = await home.post('/api/uploads', { uploads: [upload] }, token)
  const { uploads } = (await started.json()) as { uploads: { upload_id: string }[] }
  const id = uploads[0]!.upload_id
  const digest = Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('base64')
  const signed = await home.post(`/api/uploads/${id}/parts`, { parts: [{ number: 1, sha256: digest }] }, token)
  const { parts } = (await signed.json()) as { parts: { url: string; headers: Record<string, string> }[] }
  const sent = await fetch(parts[0]!.url, { method: 'PUT', headers: parts[0]!.headers, body: bytes })
  if (sent.status !== 200) throw new Error(`${name} was not stored: ${sent.status}`)
  const completed = await home.post('/api/uploads/complete', { uploads: [{ upload_id: id }] }, token)
  const answer = (await completed.json()) as { uploads: { entry: { id: string } }[] }
  return answer.uploads[0]!.entry.id
}

/** A picture of one colour. */
export function png(width: number, height: number, [red, green, blue]: [number, number, number]): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    sum.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, sum])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const line = Buffer.concat([Buffer.of(0), Buffer.alloc(width * 3, Buffer.of(red, green, blue))])
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => line)))
  const sign = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([sign, chunk('IHDR', head), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))])
}

/** A low hum. */
export function wav(seconds: number): Buffer {
  const rate = 8_000
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + rate * seconds, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(rate, 24)
  head.writeUInt32LE(rate, 28)
  head.writeUInt16LE(1, 32)
  head.writeUInt16LE(8, 34)
  head.write('data', 36)
  head.writeUInt32LE(rate * seconds, 40)
  const sound = Buffer.from(
    Array.from({ length: rate * seconds }, (_, at) => 128 + Math.round(20 * Math.sin(at / 6))),
  )
  return Buffer.concat([head, sound])
}

/** A PDF with a line of text on each page: English in a standard font, Korean in one that the file names and does not hold. */
export function pdf(pages: number, extraBytes = 0): Buffer {
  const objects: Buffer[] = []
  const add = (text: string, stream?: Buffer) => {
    const body = stream
      ? [
          Buffer.from(`${text.replace('>>', `/Length ${stream.length} >>`)}\nstream\n`),
          stream,
          Buffer.from('\nendstream'),
        ]
      : [Buffer.from(text)]
    objects.push(Buffer.concat(body))
    return objects.length
  }
  const hex = (text: string) => Buffer.from(text, 'utf16le').swap16().toString('hex')
  const fonts = 4
  const first = 7
  add('<< /Type /Catalog /Pages 2 0 R >>')
  const kids = Array.from({ length: pages }, (_, index) => `${first + 3 * index} 0 R`).join(' ')
  add(`<< /Type /Pages /Count ${pages} /Kids [${kids}] >>`)
  add('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>')
  add(
    `<< /Type /Font /Subtype /Type0 /BaseFont /HYSMyeongJo-Medium /Encoding /UniKS-UTF16-H /DescendantFonts [5 0 R] >>`,
  )
  add(
    '<< /Type /Font /Subtype /CIDFontType0 /BaseFont /HYSMyeongJo-Medium /FontDescriptor 6 0 R ' +
      '/CIDSystemInfo << /Registry (Adobe) /Ordering (Korea1) /Supplement 1 >> /DW 1000 >>',
  )
  add(
    '<< /Type /FontDescriptor /FontName /HYSMyeongJo-Medium /Flags 6 /FontBBox [0 -148 1001 880] /ItalicAngle 0 ' +
      '/Ascent 880 /Descent -148 /CapHeight 880 /StemV 93 >>',
  )
  for (let page = 1; page <= pages; page += 1) {
    const words =
      `BT /F1 36 Tf 60 700 Td (Page ${page} of the report) Tj ET ` +
      `BT /F2 36 Tf 60 620 Td <${hex(`${page}쪽 보고서`)}> Tj ET 0.06 0.37 0.45 rg 60 400 300 120 re f`
    const at = first + 3 * (page - 1)
    add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${at + 1} 0 R ` +
        `/Resources << /Font << /F1 3 0 R /F2 ${fonts} 0 R >> >> /Extra ${at + 2} 0 R >>`,
    )
    add('<< >>', Buffer.from(words))
    add('<< >>', Buffer.alloc(Math.ceil(extraBytes / pages), 'x'))
  }
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n')]
  let offset = parts[0]!.length
  const offsets: number[] = []
  objects.forEach((object, index) => {
    const whole = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), object, Buffer.from('\nendobj\n')])
    offsets.push(offset)
    offset += whole.length
    parts.push(whole)
  })
  const lines = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')
  const size = objects.length + 1
  parts.push(
    Buffer.from(
      `xref\n0 ${size}\n0000000000 65535 f \n${lines}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${offset}\n%%EOF\n`,
    ),
  )
  return Buffer.concat(parts)
}
