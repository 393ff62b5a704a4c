/** Whether this tab is sending: what is reserved is under way then. A module of its own, so that the frame need not fetch the queue to know. */
class Room {
  uploading = $state(false)
  /** How many uploads of this tab stand still and hold room; when it changes, lists of them are read again. */
  still = $state(0)
}

export const room = new Room()
