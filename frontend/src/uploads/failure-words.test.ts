import { afterEach, expect, test } from 'vitest'
import * as apply from './apply'
import { failureWords } from './failure-words'
import { preferences } from '../preferences.svelte'
import { emptyState } from './state'

afterEach(() => void (preferences.locale = 'en'))

const at = { now: 0, random: 0.5 }

/** A small file whose only part is on its way. */
function sending() {
  const state = emptyState()
  apply.addFolder(state, { key: 'target', parent: null, name: '', id: 'root' })
  const item = { key: 'a', name: 'a', path: 'a', folder: 'target', sizeBytes: 10, contentType: '' }
  apply.addItem(state, { ...item, onConflict: 'fail' })
  apply.fileHashed(state, 'a', 'sha')
  const url = { number: 1, url: 'u', headers: {} }
  const answer = { upload_id: 'u', state: 'open', part_size_bytes: 16, part_count: 1, parts: [url], expires_at: '' }
  apply.started(state, ['a'], [answer as never], at)
  apply.begin(state, { kind: 'put', key: 'a', number: 1 })
  return state
}

test.each([
  ['differs', 'The file changed while it was uploading. Remove it here and upload it again.'],
  ['unreadable', 'The file cannot be read any more. See whether it was moved or deleted.'],
  [{ code: 'insufficient_storage' }, "The server's disk is full. Your files are safe. Tell the administrator."],
  [{ code: 'no_answer' }, 'The server cannot be reached. Check your connection and try again.'],
] as const)('a part that came to %j ends in a sentence in both languages', (outcome, sentence) => {
  const state = sending()
  const item = state.items.get('a')!
  for (let tries = 0; item.phase === 'sending' && tries < 50; tries += 1) {
    apply.putEnded(state, 'a', 1, outcome, at)
    if (item.phase === 'sending') item.parts[0]!.state = 'sending'
  }
  expect(item.phase).toBe('failed')
  expect(failureWords(item.failure!)).toBe(sentence)
  preferences.locale = 'ko'
  expect(failureWords(item.failure!)).toMatch(/[가-힣].+요\.$/)
})
