import type { Order, Sort } from '../../api/types'

const KEY = 'share-cloud.sort'

/** How folders are sorted, remembered in this browser. */
class Sorting {
  sort = $state<Sort>('name')
  order = $state<Order>('asc')

  constructor() {
    const [sort, order] = (load() ?? '').split(' ')
    if (sort === 'name' || sort === 'modified' || sort === 'size') this.sort = sort
    if (order === 'asc' || order === 'desc') this.order = order
  }

  /** A column chosen again turns round; another one begins with what people look for: newest, largest, A to Z. */
  choose(sort: Sort) {
    this.order = sort === this.sort ? (this.order === 'asc' ? 'desc' : 'asc') : sort === 'name' ? 'asc' : 'desc'
    this.sort = sort
    try {
      localStorage.setItem(KEY, `${this.sort} ${this.order}`)
    } catch {
      // Without storage the choice lasts as long as the page.
    }
  }
}

function load(): string | null {
  try {
    return localStorage.getItem(KEY)
  } catch {
    return null
  }
}

export const sorting = new Sorting()
