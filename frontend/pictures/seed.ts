// What two people keep, so that the pictures show a drive that is lived in.
import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Locale } from '../e2e/fixtures'

const KIB = 1024
const MIB = 1024 * KIB

/** Files by path and size; a folder with nothing in it ends with a slash. */
const kept: Record<Locale, Record<string, number>> = {
  en: {
    'Jeju 2026/Day 1/harbour.jpg': 4.2 * MIB,
    'Jeju 2026/Day 1/ferry.mp4': 61 * MIB,
    'Jeju 2026/Day 2/udo.jpg': 3.7 * MIB,
    'Jeju 2026/Day 2/cliffs.jpg': 5.1 * MIB,
    'Jeju 2026/Day 2/dinner.heic': 2.2 * MIB,
    'Jeju 2026/tickets.pdf': 310 * KIB,
    'Contracts/2025/lease.pdf': 820 * KIB,
    'Contracts/2026/studio.pdf': 1.1 * MIB,
    'Design/brand.psd': 38 * MIB,
    'Design/logo.svg': 12 * KIB,
    'Design/drafts/poster.png': 6.4 * MIB,
    'Family photos/album.zip': 74 * MIB,
    'Band demo.wav': 41 * MIB,
    'Budget 2026.xlsx': 88 * KIB,
    'Interview with Grandma.m4a': 22 * MIB,
    'Moving checklist.md': 3 * KIB,
    'Quarterly review.pptx': 9.6 * MIB,
    'Recipes.docx': 240 * KIB,
    'harbour at dawn.jpg': 5.8 * MIB,
    'sync.py': 7 * KIB,
    'Tax return.pdf': 1.9 * MIB,
  },
  ko: {
    '제주 여행 2026/첫째 날/항구.jpg': 4.2 * MIB,
    '제주 여행 2026/첫째 날/배 위에서.mp4': 61 * MIB,
    '제주 여행 2026/둘째 날/우도.jpg': 3.7 * MIB,
    '제주 여행 2026/둘째 날/저녁밥.heic': 2.2 * MIB,
    '제주 여행 2026/배표.pdf': 310 * KIB,
    '가족 사진/앨범.zip': 74 * MIB,
    '계약서/2025/임대차.pdf': 820 * KIB,
    '계약서/2026/작업실.pdf': 1.1 * MIB,
    '디자인/포스터 시안.psd': 38 * MIB,
    '디자인/로고.svg': 12 * KIB,
    '2026년 예산.xlsx': 88 * KIB,
    '3분기 보고.pptx': 9.6 * MIB,
    '김치찌개 레시피.hwp': 240 * KIB,
    '새벽 바다.jpg': 5.8 * MIB,
    '연말정산.pdf': 1.9 * MIB,
    '이사 준비.md': 3 * KIB,
    '합주 녹음.wav': 41 * MIB,
    '할머니 이야기.m4a': 22 * MIB,
    '동기화.py': 7 * KIB,
  },
}

/** Writes them to the disk and answers what stands at the top, to be dropped on the drive. */
export async function seed(locale: Locale): Promise<string[]> {
  const root = await mkdtemp(join(tmpdir(), 'share-cloud-pictures-'))
  for (const [path, bytes] of Object.entries(kept[locale])) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), randomBytes(Math.round(bytes)))
  }
  return [...new Set(Object.keys(kept[locale]).map((path) => join(root, path.split('/')[0]!)))]
}
