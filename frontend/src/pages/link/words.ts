import { englishCount, koreanCount } from '../../format/count'
import { messages } from '../../messages/messages'

export const linkWords = messages({
  ko: {
    sharedBy: (name: string) => `${name} 님이 공유했어요`,
    titleOne: (name: string) => name,
    titleMany: (name: string, more: number) => `${name} 외 ${koreanCount(more, '개')}`,
    files: (count: number) => `파일 ${koreanCount(count, '개')}`,
    until: (at: string) => `${at}까지`,
    left: (count: number) =>
      count === 0 ? '내려받기 횟수를 다 썼어요' : `${koreanCount(count, '번')} 더 내려받을 수 있어요`,
    viewOnly: '보기만 할 수 있는 링크예요',
    download: '내려받기',
    downloadAll: '모두 내려받기',
    open: '보기',
    failedTitle: '링크를 열지 못했어요',
    retry: '다시 시도',
    loading: '링크를 여는 중',
    contents: '공유된 파일과 폴더',
    path: '위치',
    emptyTitle: '이 폴더는 비어 있어요',
    nothing: '폴더가 비어 있어서 내려받을 것이 없어요.',
    note: '메모',
  },
  en: {
    sharedBy: (name: string) => `Shared by ${name}`,
    titleOne: (name: string) => name,
    titleMany: (name: string, more: number) => `${name} and ${more} more`,
    files: (count: number) => englishCount(count, 'file', 'files'),
    until: (at: string) => `until ${at}`,
    left: (count: number) =>
      count === 0 ? 'no downloads left' : `can be downloaded ${englishCount(count, 'more time', 'more times')}`,
    viewOnly: 'This link is for looking only',
    download: 'Download',
    downloadAll: 'Download all',
    open: 'View',
    failedTitle: 'The link could not be opened',
    retry: 'Try again',
    loading: 'Opening the link',
    contents: 'Shared files and folders',
    path: 'Location',
    emptyTitle: 'This folder is empty',
    nothing: 'The folder is empty, so there is nothing to download.',
    note: 'Note',
  },
})
