import type { Problem } from '../../api/problem'
import { messages } from '../../messages/messages'

/** What a link's visitor can meet. The whole list of problems would weigh more than the rest of the page's words. */
const t = messages({
  ko: {
    no_answer: '서버에 닿지 않아요. 인터넷 연결을 확인하고 다시 시도해 주세요.',
    too_many_requests: '시도가 너무 잦았어요. 잠시 뒤에 다시 해 주세요.',
    file_changed: '내려받는 동안 파일 내용이 바뀌었어요. 다시 내려받으면 새 내용을 받아요.',
    damaged: '파일이 오는 길에 손상됐어요. 다시 내려받아 주세요.',
    not_found: '여기에는 아무것도 없어요. 옮겨졌거나 지워졌을 수 있어요.',
    forbidden: '이 링크로는 볼 수만 있어요.',
    share_ended: '이 링크는 이제 열리지 않아요.',
    too_large: '이 브라우저에서는 한 번에 512MB까지만 묶어서 받을 수 있어요. 나눠서 받아 주세요.',
    other: '서버가 지금 대답하지 못해요. 잠시 뒤 다시 시도해 주세요.',
  },
  en: {
    no_answer: 'The server cannot be reached. Check your connection and try again.',
    too_many_requests: 'That was tried too often. Wait a little and try again.',
    file_changed: 'A file changed while it was downloaded. Download it again to get what it is now.',
    damaged: 'A file was damaged on its way. Download it again.',
    not_found: 'There is nothing here. It may have been moved or deleted.',
    forbidden: 'This link is for looking only.',
    share_ended: 'This link does not work any more.',
    too_large: 'This browser can pack at most 512 MB at once. Download it in parts.',
    other: 'The server cannot answer right now. Try again in a moment.',
  },
})

export function linkProblemWords(problem: Pick<Problem, 'code'>): string {
  const words: Record<string, string> = t()
  return words[problem.code] ?? t().other
}
