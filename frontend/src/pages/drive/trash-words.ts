import { englishCount, koreanCount } from '../../format/count'
import { josa } from '../../messages/josa'
import { messages } from '../../messages/messages'

const isMac = typeof navigator !== 'undefined' && /mac|iphone|ipad/i.test(navigator.platform)
const key = isMac ? '⌘⌫' : 'Delete'

/** Words about moving to the trash and back. */
export const trashWords = messages({
  ko: {
    trash: '휴지통으로 옮기기',
    key,
    trashedOne: (name: string) => `${josa(`‘${name}’`, '을/를')} 휴지통으로 옮겼어요.`,
    trashedMany: (count: number) => `${koreanCount(count, '개')}를 휴지통으로 옮겼어요.`,
    inOwnersTrash: (text: string) => `${text} 주인의 휴지통에서 되살릴 수 있어요.`,
    refusedMany: (count: number, why: string) => `${koreanCount(count, '개')}를 휴지통으로 옮기지 못했어요. ${why}`,
    backOne: (name: string) => `${josa(`‘${name}’`, '을/를')} 되살렸어요.`,
    backMany: (count: number) => `${koreanCount(count, '개')}를 되살렸어요.`,
  },
  en: {
    trash: 'Move to the trash',
    key,
    trashedOne: (name: string) => `‘${name}’ is in the trash.`,
    trashedMany: (count: number) => `${englishCount(count, 'item is', 'items are')} in the trash.`,
    inOwnersTrash: (text: string) => `${text} Its owner can bring it back.`,
    refusedMany: (count: number, why: string) => `${englishCount(count, 'item stays', 'items stay')}. ${why}`,
    backOne: (name: string) => `‘${name}’ is back.`,
    backMany: (count: number) => `${englishCount(count, 'item is', 'items are')} back.`,
  },
})
