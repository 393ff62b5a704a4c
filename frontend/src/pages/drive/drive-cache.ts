import { driveSource } from './drive-source'
import { FolderCache } from './listing.svelte'

export const driveCache = new FolderCache(driveSource)
