import { expect, test } from 'vitest'
import { rightsOf } from './rights'

test.each([
  ['owner', true, true],
  ['editor', true, false],
  ['viewer', false, false],
  [null, false, false],
] as const)('%s may change: %s, and owns: %s', (role, change, own) => expect(rightsOf(role)).toEqual({ change, own }))
