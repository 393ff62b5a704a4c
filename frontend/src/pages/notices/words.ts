import { englishCount, koreanCount } from '../../format/count'
import { messages } from '../../messages/messages'

export const noticeWords = messages({
  ko: {
    title: '알림',
    bell: (unread: number) =>
      unread > 0 ? `알림, 읽지 않은 것 ${unread > 99 ? '99개 이상' : `${unread}개`}` : '알림',
    unread: '읽지 않음',
    emptyTitle: '아직 알림이 없어요',
    emptyText:
      '누가 나에게 공유하거나, 파일이 들어오거나, 링크가 곧 끝나거나, 공간이 얼마 남지 않으면 여기에서 알려 드려요.',
    failed: '알림을 불러오지 못했어요',
    retry: '다시 시도',
    loading: '불러오는 중',
    more: '더 보기',
    moreFailed: '더 불러오지 못했어요.',
    settings: '알림 설정',
    kept: '알림은 180일 동안 남아 있어요.',
    drive: '내 드라이브',
    given: (from: string, name: string, isFolder: boolean) =>
      `${from} 님이 ‘${name}’ ${isFolder ? '폴더를' : '파일을'} 나에게 공유했어요.`,
    givenAndGone: '나에게 공유된 것이 있었는데, 지금은 볼 수 없어요.',
    came: (files: number, folder: string) => `‘${folder}’에 파일 ${koreanCount(files, '개')}가 들어왔어요.`,
    cameSomewhere: (files: number) => `파일 요청 링크로 파일 ${koreanCount(files, '개')}가 들어왔어요.`,
    ends: (name: string | null, at: string) =>
      `${name === null ? '링크 하나가' : `‘${name}’ 링크가`} ${at}에 끝나요.`,
    ended: (name: string | null, at: string) =>
      `${name === null ? '링크 하나가' : `‘${name}’ 링크가`} ${at}에 끝났어요.`,
    tight: (percent: number) => `저장 공간을 ${percent}% 이상 썼어요. 지우고 휴지통을 비우면 공간이 돌아와요.`,
    full: '저장 공간이 거의 다 찼어요. 곧 파일을 더 올릴 수 없으니 휴지통을 비우거나 큰 파일을 지워 주세요.',
  },
  en: {
    title: 'Notices',
    bell: (unread: number) => (unread > 0 ? `Notices, ${unread > 99 ? 'more than 99' : unread} unread` : 'Notices'),
    unread: 'Unread',
    emptyTitle: 'No notices yet',
    emptyText:
      'You are told here when somebody shares something with you, files come in, a link ends soon, or your room gets tight.',
    failed: 'The notices could not be loaded',
    retry: 'Try again',
    loading: 'Loading',
    more: 'Show more',
    moreFailed: 'More could not be loaded.',
    settings: 'Notice settings',
    kept: 'Notices are kept for 180 days.',
    drive: 'My drive',
    given: (from: string, name: string, isFolder: boolean) =>
      `${from} shared the ${isFolder ? 'folder' : 'file'} “${name}” with you.`,
    givenAndGone: 'Something was shared with you that you cannot see any more.',
    came: (files: number, folder: string) => `${englishCount(files, 'file', 'files')} came into “${folder}”.`,
    cameSomewhere: (files: number) =>
      `${englishCount(files, 'file', 'files')} came through one of your links that take files.`,
    ends: (name: string | null, at: string) => `${name === null ? 'A link' : `The link to “${name}”`} ends on ${at}.`,
    ended: (name: string | null, at: string) =>
      `${name === null ? 'A link' : `The link to “${name}”`} ended on ${at}.`,
    tight: (percent: number) =>
      `At least ${percent} % of your room is used. Deleting files and emptying the trash gives room back.`,
    full: 'Your room is nearly full, and soon nothing more can be uploaded. Empty the trash, or remove large files.',
  },
})
