import { problemWords } from '../api/problem-words'
import { messages } from '../messages/messages'
import type { Failure } from './state'

const t = messages({
  ko: {
    file_changed: '올리는 동안 파일이 바뀌었어요. 목록에서 지우고 다시 올려 주세요.',
    file_gone: '파일을 더 읽을 수 없어요. 옮겨졌거나 지워졌는지 확인해 주세요.',
    wrong_file: '처음 올리던 파일과 내용이 달라요. 같은 파일을 골라 주세요.',
    invalid_input: '이 이름으로는 올릴 수 없어요. 파일 이름을 바꾼 뒤 다시 올려 주세요.',
    refused: '저장소가 이 파일을 받지 않았어요. 다시 시도해 주세요.',
  },
  en: {
    file_changed: 'The file changed while it was uploading. Remove it here and upload it again.',
    file_gone: 'The file cannot be read any more. See whether it was moved or deleted.',
    wrong_file: 'This is not the file that was uploading before. Pick the same one.',
    invalid_input: 'It cannot be uploaded under this name. Rename the file and upload it again.',
    refused: 'The store did not take this file. Try again.',
  },
})

/** Why an upload stands still, in words. */
export function failureWords(failure: Failure): string {
  const own: Partial<Record<Failure, string>> = t()
  return own[failure] ?? problemWords({ code: failure as never })
}
