/** Rows beyond the edges that are there already when somebody scrolls. */
const SPARE_ROWS = 8

/** Which rows are in sight: from `first` up to but not including `end`. `abovePx` is how much of the list lies above the edge. */
export function rowsInSight(abovePx: number, heightPx: number, rowPx: number, count: number) {
  const first = Math.floor(abovePx / rowPx) - SPARE_ROWS
  const end = Math.ceil((abovePx + heightPx) / rowPx) + SPARE_ROWS
  const clamp = (index: number) => Math.min(count, Math.max(0, index))
  return { first: clamp(first), end: clamp(end) }
}
