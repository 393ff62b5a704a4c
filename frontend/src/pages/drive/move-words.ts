import { englishCount, koreanCount } from '../../format/count'
import { josa } from '../../messages/josa'
import { messages } from '../../messages/messages'

const mod = typeof navigator !== 'undefined' && /mac|iphone|ipad/i.test(navigator.platform) ? '⌘' : 'Ctrl+'

/** Words about renaming, moving and starring. */
export const moveWords = messages({
  ko: {
    rename: '이름 바꾸기',
    newName: (name: string) => `‘${name}’의 새 이름`,
    move: '옮기기',
    moveTo: '다른 폴더로 옮기기…',
    cut: '잘라내기',
    star: '별표 달기',
    unstar: '별표 떼기',
    undo: '되돌리기',
    undone: '원래 자리로 되돌렸어요.',
    keepBoth: '둘 다 두기',
    movedOne: (name: string, folder: string) =>
      `${josa(`‘${name}’`, '을/를')} ${josa(`‘${folder}’`, '으로/로')} 옮겼어요.`,
    movedMany: (count: number, folder: string) =>
      `${koreanCount(count, '개')}를 ${josa(`‘${folder}’`, '으로/로')} 옮겼어요.`,
    takenOne: (name: string, folder: string) =>
      `‘${folder}’에 같은 이름이 있어서 ${josa(`‘${name}’`, '을/를')} 옮기지 못했어요.`,
    takenMany: (count: number, folder: string) =>
      `‘${folder}’에 같은 이름이 있어서 ${koreanCount(count, '개')}를 옮기지 못했어요.`,
    refusedMany: (count: number, why: string) => `${koreanCount(count, '개')}를 옮기지 못했어요. ${why}`,
    cutNote: (count: number) =>
      `${koreanCount(count, '개')}를 잘라냈어요. 옮길 폴더를 열고 ${mod}V를 누르세요. 그때까지는 제자리에 있어요.`,
    pasteHere: (count: number) => `${koreanCount(count, '개')} 여기로 옮기기`,
    forget: '옮기지 않기',
    dragging: (count: number) => koreanCount(count, '개'),
    keys: { cut: `${mod}X`, details: `${mod}I` },
  },
  en: {
    rename: 'Rename',
    newName: (name: string) => `New name of ‘${name}’`,
    move: 'Move',
    moveTo: 'Move to…',
    cut: 'Cut',
    star: 'Add a star',
    unstar: 'Remove the star',
    undo: 'Undo',
    undone: 'It is back where it was.',
    keepBoth: 'Keep both',
    movedOne: (name: string, folder: string) => `‘${name}’ is now in ‘${folder}’.`,
    movedMany: (count: number, folder: string) =>
      `${englishCount(count, 'item is', 'items are')} now in ‘${folder}’.`,
    takenOne: (name: string, folder: string) => `‘${name}’ stays: ‘${folder}’ has something of that name.`,
    takenMany: (count: number, folder: string) =>
      `${englishCount(count, 'item stays', 'items stay')}: ‘${folder}’ has something of the same name.`,
    refusedMany: (count: number, why: string) => `${englishCount(count, 'item was', 'items were')} not moved. ${why}`,
    cutNote: (count: number) =>
      `${englishCount(count, 'item is', 'items are')} cut. Open another folder and press ${mod}V. Until then nothing moves.`,
    pasteHere: (count: number) => `Move ${englishCount(count, 'item', 'items')} here`,
    forget: 'Do not move',
    dragging: (count: number) => englishCount(count, 'item', 'items'),
    keys: { cut: `${mod}X`, details: `${mod}I` },
  },
})
