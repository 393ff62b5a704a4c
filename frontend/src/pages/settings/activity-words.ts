import type { Activity } from '../../api/types'
import { messages } from '../../messages/messages'

type Words = Record<Activity['deed'], string>

const ko: Words = {
  signed_up: '계정을 만들었어요',
  email_confirmed: '이메일 주소를 인증했어요',
  signed_in: '로그인했어요',
  password_changed: '비밀번호를 바꿨어요',
  password_reset: '메일 링크로 새 비밀번호를 정했어요',
  email_changed: '이메일 주소를 바꿨어요',
  session_ended: '다른 기기 하나에서 로그아웃했어요',
  other_sessions_ended: '다른 기기에서 모두 로그아웃했어요',
  share_made: '공유 링크를 만들었어요',
  share_ended: '공유 링크를 없앴어요',
  share_ended_by_admin: '관리자가 신고받은 공유 링크를 없앴어요',
  member_put: '다른 사람과 함께 쓰기로 했어요',
  member_removed: '함께 쓰던 사람을 뺐어요',
  quota_changed: '관리자가 저장 공간을 바꿨어요',
  suspended: '관리자가 계정을 멈췄어요',
  restored: '관리자가 계정을 다시 열었어요',
  made_admin: '관리자가 됐어요',
  made_user: '관리자에서 빠졌어요',
  closing_began: '계정을 닫았어요',
  closing_undone: '다시 로그인해서 계정 닫기를 취소했어요',
}

const en: Words = {
  signed_up: 'Account created',
  email_confirmed: 'E-mail address confirmed',
  signed_in: 'Signed in',
  password_changed: 'Password changed',
  password_reset: 'New password set by a link in a letter',
  email_changed: 'E-mail address changed',
  session_ended: 'Signed another device out',
  other_sessions_ended: 'Signed all other devices out',
  share_made: 'Share link created',
  share_ended: 'Share link removed',
  share_ended_by_admin: 'An admin removed a reported share link',
  member_put: 'Shared something with somebody',
  member_removed: 'Stopped sharing with somebody',
  quota_changed: 'An admin changed the storage',
  suspended: 'An admin suspended the account',
  restored: 'An admin restored the account',
  made_admin: 'Became an admin',
  made_user: 'No longer an admin',
  closing_began: 'Account closed',
  closing_undone: 'Closing undone by signing in',
}

/** What happened, as a sentence. */
export const deedOf = messages({ ko, en })
