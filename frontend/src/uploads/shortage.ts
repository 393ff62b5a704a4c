/** How much is wanted and how much is free, where the one is more than the other; null where all fits. */
export function shortOfRoom(sizes: readonly number[], freeBytes: number): { wanted: number; free: number } | null {
  const wanted = sizes.reduce((sum, size) => sum + size, 0)
  return wanted > Math.max(0, freeBytes) ? { wanted, free: Math.max(0, freeBytes) } : null
}
