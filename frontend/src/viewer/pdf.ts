// pdf.js reads PDFs in a worker and draws them on canvases: no plugin, no frame, and none of the scripts that a PDF may carry.
import { getDocument, PDFDataRangeTransport, PDFWorker, type PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs'
import workerUrl from 'pdfjs-dist/legacy/build/pdf.worker.mjs?worker&url'
import { trustedScript } from '../trusted'
import type { RangeReader } from './range-reader'

export { TextLayer } from 'pdfjs-dist/legacy/build/pdf.mjs'
export type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs'

/** A PDF of at most this size is fetched whole; of a larger one only what is looked at, in pieces. */
const WHOLE_BYTES = 1024 * 1024
const PIECE_BYTES = 256 * 1024

export interface OpenPdf {
  document: PDFDocumentProxy
  close: () => void
}

/** Opens a PDF. Rejects with a `PasswordException` or `InvalidPDFException` of pdf.js, or with why it could not be fetched. */
export async function openPdf(reader: RangeReader, sizeBytes: number): Promise<OpenPdf> {
  const first = await reader.read(0, Math.min(sizeBytes, WHOLE_BYTES))
  const port = new Worker(trustedScript(workerUrl), { type: 'module', name: 'pdf' })
  const worker = PDFWorker.create({ port })
  const pieces = first.byteLength < sizeBytes ? new Pieces(reader, sizeBytes, first) : null
  const task = getDocument({
    ...(pieces ? { range: pieces } : { data: first }),
    worker,
    rangeChunkSize: PIECE_BYTES,
    disableAutoFetch: true,
    disableStream: true,
    // The content security policy lets neither text nor WebAssembly become code.
    isEvalSupported: false,
    useWasm: false,
    enableXfa: false,
    cMapUrl: filesAt('cmaps'),
    cMapPacked: true,
    standardFontDataUrl: filesAt('standard_fonts'),
    wasmUrl: filesAt('wasm'),
  })
  const close = () => {
    void task.destroy().catch(() => undefined)
    worker.destroy()
    port.terminate()
  }
  // pdf.js itself would wait for ever for a piece that cannot be fetched, and for a worker that cannot run.
  const broken = new Promise<never>((_resolve, reject) => {
    if (pieces) pieces.onfail = reject
    port.addEventListener('error', (event) => reject(new TypeError(event.message)))
  })
  try {
    return { document: await Promise.race([task.promise, broken]), close }
  } catch (cause) {
    close()
    throw cause
  }
}

function filesAt(folder: string): string {
  return new URL(`${__PDF_FILES__}${folder}/`, location.href).href
}

class Pieces extends PDFDataRangeTransport {
  onfail: (cause: unknown) => void = () => undefined

  constructor(
    private readonly reader: RangeReader,
    sizeBytes: number,
    first: Uint8Array,
  ) {
    super(sizeBytes, first)
  }

  override requestDataRange(begin: number, end: number) {
    this.reader.read(begin, end).then(
      (bytes) => this.onDataRange(begin, bytes),
      (cause) => this.onfail(cause),
    )
  }
}
