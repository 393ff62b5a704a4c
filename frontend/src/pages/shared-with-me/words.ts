import { josa } from '../../messages/josa'
import { messages } from '../../messages/messages'

export const sharedWords = messages({
  ko: {
    title: '나에게 공유된 항목',
    emptyTitle: '아직 나에게 공유된 것이 없어요',
    emptyText: '다른 사람이 파일이나 폴더를 함께 쓰자고 하면 여기에 나타나요.',
    failed: '목록을 불러오지 못했어요',
    retry: '다시 시도',
    loading: '불러오는 중',
    roles: { viewer: '보기', editor: '편집' },
    from: (owner: string) => `${owner} 님`,
    download: (name: string) => `${name} 내려받기`,
    leave: (name: string) => `${name} 나가기`,
    leaveTitle: (name: string) => `${josa(`‘${name}’`, '을/를')} 목록에서 뺄까요?`,
    leaveText: '더 이상 볼 수 없어요. 다시 보려면 주인이 다시 공유해야 해요. 파일은 그대로 있어요.',
    left: (name: string) => `${josa(`‘${name}’`, '을/를')} 목록에서 뺐어요.`,
    leaveShort: '나가기',
    cancel: '취소',
  },
  en: {
    title: 'Shared with me',
    emptyTitle: 'Nothing is shared with you yet',
    emptyText: 'Files and folders that somebody shares with you appear here.',
    failed: 'The list could not be loaded',
    retry: 'Try again',
    loading: 'Loading',
    roles: { viewer: 'Can view', editor: 'Can edit' },
    from: (owner: string) => `from ${owner}`,
    download: (name: string) => `Download ${name}`,
    leave: (name: string) => `Leave ${name}`,
    leaveTitle: (name: string) => `Leave ‘${name}’?`,
    leaveText: 'You cannot see it any more until its owner shares it again. The files stay as they are.',
    left: (name: string) => `You left ‘${name}’.`,
    leaveShort: 'Leave',
    cancel: 'Cancel',
  },
})
