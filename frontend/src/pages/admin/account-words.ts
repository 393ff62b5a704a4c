import type { AdminAccount } from '../../api/types'
import { messages } from '../../messages/messages'

/** What can be done to an account. */
export type Deed = 'quota' | 'suspend' | 'restore' | 'grant' | 'revoke'

/** The words of each deed: the line of the menu, the question, what it means for the files, and what is said when it is done. */
export const deedWords = messages({
  ko: {
    quota: {
      label: '저장 공간 바꾸기',
      title: (name: string) => `${name} 님의 저장 공간`,
      text: '줄여도 이미 올린 파일은 사라지지 않아요. 쓰는 공간보다 작으면 새로 올릴 수만 없어요.',
      confirm: '저장',
      done: (name: string) => `${name} 님의 저장 공간을 바꿨어요.`,
    },
    suspend: {
      label: '사용 멈추기',
      title: (name: string) => `${name} 님의 계정을 멈출까요?`,
      text: '바로 모든 기기에서 쓸 수 없게 되고, 공유 링크도 모두 닫혀요. 파일은 하나도 지워지지 않고, 다시 열면 그대로예요.',
      confirm: '멈추기',
      done: (name: string) => `${name} 님의 계정을 멈췄어요. 파일은 그대로 있어요.`,
    },
    restore: {
      label: '다시 열기',
      title: (name: string) => `${name} 님의 계정을 다시 열까요?`,
      text: '전처럼 로그인할 수 있고, 공유 링크도 다시 열려요. 파일은 멈추기 전 그대로예요.',
      confirm: '다시 열기',
      done: (name: string) => `${name} 님의 계정을 다시 열었어요.`,
    },
    grant: {
      label: '관리자로 만들기',
      title: (name: string) => `${name} 님을 관리자로 만들까요?`,
      text: '계정의 저장 공간과 사용 여부를 바꾸고, 초대하고, 다른 관리자를 정할 수 있게 돼요. 다른 사람의 파일은 볼 수 없어요.',
      confirm: '관리자로 만들기',
      done: (name: string) => `${name} 님은 이제 관리자예요.`,
    },
    revoke: {
      label: '관리자에서 빼기',
      title: (name: string) => `${name} 님을 관리자에서 뺄까요?`,
      text: '관리 화면을 더는 쓸 수 없어요. 자기 파일과 링크는 그대로예요.',
      confirm: '빼기',
      done: (name: string) => `${name} 님은 이제 관리자가 아니에요.`,
    },
  },
  en: {
    quota: {
      label: 'Change the storage',
      title: (name: string) => `Storage of ${name}`,
      text: 'Less takes no file away. Below what is used, only nothing new can be uploaded.',
      confirm: 'Save',
      done: (name: string) => `The storage of ${name} is changed.`,
    },
    suspend: {
      label: 'Suspend',
      title: (name: string) => `Suspend ${name}?`,
      text: 'The account is closed on every device at once, and all its links with it. No file is deleted: restored, everything is as it was.',
      confirm: 'Suspend',
      done: (name: string) => `${name} is suspended. The files are kept.`,
    },
    restore: {
      label: 'Restore',
      title: (name: string) => `Restore ${name}?`,
      text: 'Signing in works as before, and the links open again. The files are as they were.',
      confirm: 'Restore',
      done: (name: string) => `${name} is let in again.`,
    },
    grant: {
      label: 'Make an admin',
      title: (name: string) => `Make ${name} an admin?`,
      text: 'Admins change the storage of accounts, suspend and restore them, invite people and make other admins. They see nobody else’s files.',
      confirm: 'Make an admin',
      done: (name: string) => `${name} is an admin now.`,
    },
    revoke: {
      label: 'Make an ordinary account',
      title: (name: string) => `Make ${name} an ordinary account?`,
      text: 'The administration pages close. Their own files and links stay as they are.',
      confirm: 'Make ordinary',
      done: (name: string) => `${name} is an ordinary account now.`,
    },
  },
})

/** What can be done to an account as it is. One that is closing is its owner's matter. */
export function deedsFor({ role, status }: Pick<AdminAccount, 'role' | 'status'>): Deed[] {
  const standing: Deed[] = status === 'active' ? ['suspend'] : status === 'suspended' ? ['restore'] : []
  return ['quota', role === 'admin' ? 'revoke' : 'grant', ...standing]
}
