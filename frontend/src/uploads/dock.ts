export { default as TransferDock } from './TransferDock.svelte'
export { transfers } from './transfers.svelte'
