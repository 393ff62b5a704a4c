import { englishCount, koreanCount } from '../../format/count'
import { josa } from '../../messages/josa'
import { messages } from '../../messages/messages'

const mod = typeof navigator !== 'undefined' && /mac|iphone|ipad/i.test(navigator.platform) ? '⌘' : 'Ctrl+'

/** Words about copying. */
export const copyWords = messages({
  ko: {
    copyTo: '다른 폴더로 복사…',
    copyToShort: '복사',
    makeCopy: '사본 만들기',
    copy: '복사',
    key: `${mod}C`,
    heldNote: (count: number) => `${koreanCount(count, '개')}를 복사했어요. 붙여넣을 폴더를 열고 ${mod}V를 누르세요.`,
    pasteHere: (count: number) => `${koreanCount(count, '개')} 여기에 붙여넣기`,
    forget: '붙여넣지 않기',
    working: (done: string, total: string) => `복사하는 중이에요. 파일 ${total}개 중 ${done}개`,
    workingText: '이 창을 닫아도 계속돼요.',
    copiedOne: (name: string, folder: string) =>
      `${josa(`‘${name}’`, '을/를')} ${josa(`‘${folder}’`, '으로/로')} 복사했어요.`,
    copiedMany: (count: number, folder: string) =>
      `${koreanCount(count, '개')}를 ${josa(`‘${folder}’`, '으로/로')} 복사했어요.`,
    refusedOne: (name: string, why: string) => `${josa(`‘${name}’`, '을/를')} 복사하지 못했어요. ${why}`,
    refusedMany: (count: number, why: string) => `${koreanCount(count, '개')}를 복사하지 못했어요. ${why}`,
    undone: '사본을 휴지통으로 옮겼어요.',
    something: '항목',
  },
  en: {
    copyTo: 'Copy to…',
    copyToShort: 'Copy',
    makeCopy: 'Make a copy',
    copy: 'Copy',
    key: `${mod}C`,
    heldNote: (count: number) =>
      `${englishCount(count, 'item is', 'items are')} ready to be pasted. Open a folder and press ${mod}V.`,
    pasteHere: (count: number) => `Paste ${englishCount(count, 'item', 'items')} here`,
    forget: 'Do not paste',
    working: (done: string, total: string) => `Copying: ${done} of ${total} files`,
    workingText: 'It goes on when you close this window.',
    copiedOne: (name: string, folder: string) => `There is a copy of ‘${name}’ in ‘${folder}’.`,
    copiedMany: (count: number, folder: string) =>
      `There ${count === 1 ? 'is a copy' : 'are copies'} of ${englishCount(count, 'item', 'items')} in ‘${folder}’.`,
    refusedOne: (name: string, why: string) => `‘${name}’ was not copied. ${why}`,
    refusedMany: (count: number, why: string) =>
      `${englishCount(count, 'item was', 'items were')} not copied. ${why}`,
    undone: 'The copies are in the trash.',
    something: 'An item',
  },
})
