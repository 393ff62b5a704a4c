import qrcode from 'qrcode-generator'

/** Light modules around a code, without which readers do not find it (ISO/IEC 18004). */
const QUIET = 4

/** A text as a QR code: how many modules a side has with its margin, and the dark ones as the path of an SVG. */
export function qrCode(text: string): { side: number; path: string } {
  const code = qrcode(0, 'M')
  code.addData(text)
  code.make()
  const count = code.getModuleCount()
  const runs: string[] = []
  for (let row = 0; row < count; row += 1) {
    for (let start = 0, end = 0; start < count; start = end + 1) {
      end = start
      while (end < count && code.isDark(row, end)) end += 1
      if (end > start) runs.push(`M${start + QUIET} ${row + QUIET}h${end - start}v1h-${end - start}z`)
    }
  }
  return { side: count + 2 * QUIET, path: runs.join('') }
}

/** The code as a file of its own. */
export function qrFile(text: string): string {
  const { side, path } = qrCode(text)
  const box = `viewBox="0 0 ${side} ${side}" width="${side * 8}" height="${side * 8}" shape-rendering="crispEdges"`
  return `<svg xmlns="http://www.w3.org/2000/svg" ${box}><path fill="#fff" d="M0 0h${side}v${side}H0z"/><path d="${path}"/></svg>\n`
}
