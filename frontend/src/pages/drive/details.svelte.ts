/** Whether the panel with everything about what is chosen stands open. It stays open from folder to folder. */
class Details {
  open = $state(false)

  toggle() {
    this.open = !this.open
  }
}

export const details = new Details()
