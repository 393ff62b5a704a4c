import { englishCount, koreanCount } from '../format/count'
import { messages } from '../messages/messages'

/** Words about entries that the drive and the link page share. */
export const entryWords = messages({
  ko: {
    list: '파일과 폴더',
    name: '이름',
    modified: '바뀐 때',
    size: '크기',
    sort: '정렬',
    sortBy: (column: string) => `${column} 순으로 정렬`,
    folder: '폴더',
    file: '파일',
    starred: '별표',
    files: (count: number) => `파일 ${koreanCount(count, '개')}`,
    folderSize: (size: string, files: string) => `${size} · ${files}`,
    select: (name: string) => `${name} 선택`,
    selectAll: '모두 선택',
    actions: (name: string) => `${name} 더 보기`,
    download: (name: string) => `${name} 내려받기`,
    moreFailed: '나머지를 불러오지 못했어요.',
    retry: '다시 시도',
  },
  en: {
    list: 'Files and folders',
    name: 'Name',
    modified: 'Modified',
    size: 'Size',
    sort: 'Sort by',
    sortBy: (column: string) => `Sort by ${column.toLowerCase()}`,
    folder: 'Folder',
    file: 'File',
    starred: 'Starred',
    files: (count: number) => englishCount(count, 'file', 'files'),
    folderSize: (size: string, files: string) => `${size} · ${files}`,
    select: (name: string) => `Select ${name}`,
    selectAll: 'Select all',
    actions: (name: string) => `More actions for ${name}`,
    download: (name: string) => `Download ${name}`,
    moreFailed: 'The rest could not be loaded.',
    retry: 'Try again',
  },
})
