import { expect, test } from 'vitest'
import { josa } from './josa'

test.each([
  ['사진', '을/를', '사진을'],
  ['보고서', '을/를', '보고서를'],
  ['여행 사진’', '이/가', '여행 사진’이'],
  ['서울', '으로/로', '서울로'],
  ['부산', '으로/로', '부산으로'],
  ['report.pdf', '을/를', 'report.pdf를'],
  ['2023', '은/는', '2023은'],
  ['IMG_0002', '은/는', 'IMG_0002는'],
  ['사진'.normalize('NFD'), '을/를', '사진'.normalize('NFD') + '을'],
  ['', '을/를', '를'],
] as const)('%s with %s is %s', (word, pair, expected) => expect(josa(word, pair)).toBe(expected))
