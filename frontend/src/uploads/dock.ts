export { default as TransferDock } from './TransferDock.svelte'
export { transfers } from './transfers.svelte'
export { sayIfRoomIsShort } from './enough-room'
