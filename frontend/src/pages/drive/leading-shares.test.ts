import { expect, test } from 'vitest'
import type { Share } from '../../api/types'
import { leadingShares } from './leading-shares'

const share = (id: string, ...entry_ids: string[]) => ({ id, entry_ids }) as Share
const path = ['root', 'trip', 'day 1'].map((id) => ({ id, name: id }))

test('links to the entry itself come first, then those to folders around it', () => {
  const shares = [share('a', 'root'), share('b', 'other'), share('c', 'x', 'day 1'), share('d', 'trip')]
  expect(leadingShares(shares, path).map(({ share, through }) => [share.id, through?.id ?? null])).toEqual([
    ['c', null],
    ['d', 'trip'],
    ['a', 'root'],
  ])
})

test('nothing leads to what no link names', () => {
  expect(leadingShares([share('b', 'other')], path)).toEqual([])
})
