// What two people keep and whom they share it with, so that the pictures show drives that are lived in.
import type { Locale } from '../e2e/fixtures'

const KIB = 1024
const MIB = 1024 * KIB
const GIB = 1024 * MIB

export interface Somebody {
  username: string
  email: string
  display_name: string
  /** The room of the account, in bytes. */
  quota: number
  suspended?: boolean
}

/** A size in bytes, and how many days before the moment of the pictures it was put there. */
type Kept = readonly [bytes: number, days: number]

export interface Material {
  owner: Somebody
  /** Accounts of the same home, what they use in bytes, and when they were seen last. */
  others: readonly (Somebody & { used: number; days: number })[]
  /** What lies in the drive, by path. */
  files: Record<string, Kept>
  trip: string
  starred: readonly string[]
  /** The file with earlier versions, and those, the oldest first. */
  edited: string
  earlier: readonly Kept[]
  /** What is put there while a picture is taken, by name: a large file first, that stays on its way. */
  coming: Record<string, number>
  search: string
  /** Somebody without an account, by address. */
  guest: string
  note: string
  request: { folder: string; note: string; files: Record<string, number> }
}

const sizes = { quota: 10 * GIB, used: 9 * MIB, days: 1 }

export const material: Record<Locale, Material> = {
  en: {
    owner: { username: 'mina', email: 'mina@example.com', display_name: 'Mina Park', quota: GIB },
    others: [
      { ...sizes, username: 'jun', email: 'jun@example.com', display_name: 'Jun Lee', days: 0.1 },
      { ...sizes, username: 'sofia', email: 'sofia@example.com', display_name: 'Sofia Berg', used: 14 * MIB },
      {
        ...sizes,
        username: 'tom',
        email: 'tom@example.com',
        display_name: 'Tom Hale',
        quota: 50 * GIB,
        days: 3,
        suspended: true,
      },
    ],
    files: {
      'Contracts/2025/lease.pdf': [820 * KIB, 190],
      'Contracts/2026/studio.pdf': [1.1 * MIB, 41],
      'Design/brand.psd': [38 * MIB, 12],
      'Design/logo.svg': [12 * KIB, 12],
      'Design/drafts/poster.png': [6.4 * MIB, 5],
      'Family photos/album.zip': [34 * MIB, 120],
      'Jeju 2026/Day 1/ferry.mp4': [31 * MIB, 33],
      'Jeju 2026/Day 1/harbour.jpg': [4.2 * MIB, 33],
      'Jeju 2026/Day 2/cliffs.jpg': [5.1 * MIB, 32.13],
      'Jeju 2026/Day 2/dinner.heic': [2.2 * MIB, 32.13],
      'Jeju 2026/Day 2/harbour at night.jpg': [3.7 * MIB, 32.13],
      'Jeju 2026/tickets.pdf': [310 * KIB, 47],
      'Band demo.wav': [21 * MIB, 4],
      'Budget 2026.xlsx': [88 * KIB, 0.1],
      'Harbour at dawn.jpg': [5.8 * MIB, 33],
      'Interview with Grandma.m4a': [12 * MIB, 61],
      'Moving checklist.md': [3 * KIB, 2],
      'Quarterly review.pptx': [9.6 * MIB, 1],
      'Recipes.docx': [240 * KIB, 75],
      'Tax return.pdf': [1.9 * MIB, 160],
    },
    trip: 'Jeju 2026',
    starred: ['Jeju 2026', 'Budget 2026.xlsx'],
    edited: 'Budget 2026.xlsx',
    earlier: [
      [71 * KIB, 58],
      [79 * KIB, 9],
      [84 * KIB, 3],
    ],
    coming: {
      'concert 1.mp4': 80 * MIB,
      'concert 2.mp4': 48 * MIB,
      'set list.pdf': 120 * KIB,
      'soundcheck.jpg': 2.4 * MIB,
    },
    search: 'harb',
    guest: 'grandma@example.org',
    note: 'The days by the sea. Take what you like.',
    request: {
      folder: 'Wedding pictures',
      note: 'Please send us your pictures of the day, large ones too.',
      files: { 'first dance.jpg': 5.4 * MIB, 'toast.jpg': 3.9 * MIB, 'speech.m4a': 8.2 * MIB },
    },
  },
  ko: {
    owner: { username: 'mina', email: 'mina@example.com', display_name: '박민아', quota: GIB },
    others: [
      { ...sizes, username: 'junho', email: 'junho@example.com', display_name: '이준호', days: 0.1 },
      { ...sizes, username: 'seoyeon', email: 'seoyeon@example.com', display_name: '김서연', used: 14 * MIB },
      {
        ...sizes,
        username: 'taemin',
        email: 'taemin@example.com',
        display_name: '최태민',
        quota: 50 * GIB,
        days: 3,
        suspended: true,
      },
    ],
    files: {
      '가족 사진/앨범.zip': [34 * MIB, 120],
      '계약서/2025/임대차.pdf': [820 * KIB, 190],
      '계약서/2026/작업실.pdf': [1.1 * MIB, 41],
      '디자인/로고.svg': [12 * KIB, 12],
      '디자인/포스터 시안.psd': [38 * MIB, 12],
      '제주 여행 2026/둘째 날/겨울 바다.jpg': [3.7 * MIB, 32.13],
      '제주 여행 2026/둘째 날/저녁밥.heic': [2.2 * MIB, 32.13],
      '제주 여행 2026/배표.pdf': [310 * KIB, 47],
      '제주 여행 2026/첫째 날/배에서 본 바다.mp4': [31 * MIB, 33],
      '제주 여행 2026/첫째 날/항구.jpg': [4.2 * MIB, 33],
      '2026년 예산.xlsx': [88 * KIB, 0.1],
      '3분기 보고.pptx': [9.6 * MIB, 1],
      '김치찌개 레시피.hwp': [240 * KIB, 75],
      '새벽 바다.jpg': [5.8 * MIB, 33],
      '연말정산.pdf': [1.9 * MIB, 160],
      '이사 준비.md': [3 * KIB, 2],
      '합주 녹음.wav': [21 * MIB, 4],
      '할머니 이야기.m4a': [12 * MIB, 61],
    },
    trip: '제주 여행 2026',
    starred: ['제주 여행 2026', '2026년 예산.xlsx'],
    edited: '2026년 예산.xlsx',
    earlier: [
      [71 * KIB, 58],
      [79 * KIB, 9],
      [84 * KIB, 3],
    ],
    coming: {
      '공연 1부.mp4': 80 * MIB,
      '공연 2부.mp4': 48 * MIB,
      '곡 순서.pdf': 120 * KIB,
      '리허설.jpg': 2.4 * MIB,
    },
    search: '바다',
    guest: 'halmeoni@example.org',
    note: '바닷가에서 보낸 날들이에요. 마음껏 가져가세요.',
    request: {
      folder: '결혼식 사진',
      note: '그날 찍은 사진을 보내 주세요. 큰 파일도 괜찮아요.',
      files: { '첫 춤.jpg': 5.4 * MIB, '건배.jpg': 3.9 * MIB, '축사.m4a': 8.2 * MIB },
    },
  },
}
