import { messages } from '../messages/messages'
import type { Code, Problem } from './problem'

/** Words for every code of the closed list: what happened, what it means, what to do next. */
type CodeWords = Record<Code, string>

const ko: CodeWords = {
  no_answer: '서버에 닿지 않아요. 인터넷 연결을 확인하고 다시 시도해 주세요.',
  file_changed: '내려받는 동안 파일 내용이 바뀌었어요. 다시 내려받으면 새 내용을 받아요.',
  malformed_json: '요청이 온전하지 않았어요. 화면을 새로 고친 뒤 다시 시도해 주세요.',
  invalid_input: '입력한 내용 중에 맞지 않는 것이 있어요. 표시된 곳을 고쳐 주세요.',
  unauthorized: '로그인이 끝났어요. 다시 로그인해 주세요.',
  invalid_credentials: '아이디(또는 이메일)나 비밀번호가 맞지 않아요.',
  email_unverified: '이메일 주소를 먼저 인증해 주세요.',
  forbidden: '이 일을 할 권한이 없어요. 주인에게 권한을 부탁해 주세요.',
  account_suspended: '이 계정은 사용이 멈춰 있어요. 파일은 그대로 있으니 관리자에게 문의해 주세요.',
  sign_up_closed: '이 클라우드는 아무나 가입할 수 없어요. 운영하는 분에게 초대를 부탁해 주세요.',
  not_found: '여기에는 아무것도 없어요. 옮겨졌거나 지워졌을 수 있어요.',
  method_not_allowed: '이 서버는 이 요청을 받지 않아요. 화면을 새로 고쳐 주세요.',
  username_taken: '이미 쓰고 있는 아이디예요. 다른 아이디를 골라 주세요.',
  name_taken: '이 폴더에 같은 이름이 이미 있어요. 다른 이름을 써 주세요.',
  client_key_reused: '같은 올리기가 다른 내용으로 이미 시작됐어요. 파일을 다시 올려 주세요.',
  upload_closed: '이 올리기는 이미 끝났거나 취소됐어요. 파일을 다시 올려 주세요.',
  upload_incomplete: '파일이 아직 다 올라가지 않았어요. 다시 시도하면 남은 부분만 올려요.',
  folder_cycle: '폴더를 자기 자신 안으로 옮길 수는 없어요.',
  too_deep: '폴더가 너무 깊어요. 32단계까지만 만들 수 있어요.',
  folder_full: '이 폴더에는 더 넣을 수 없어요. 다른 폴더를 써 주세요.',
  other_owner: '주인이 다른 곳으로는 옮길 수 없어요. 대신 복사해 주세요.',
  already_verified: '이미 인증한 주소예요. 그대로 쓰면 돼요.',
  conflict: '그사이 내용이 바뀌었어요. 새로 고친 뒤 다시 시도해 주세요.',
  token_invalid: '메일의 링크가 이미 쓰였거나 기한이 지났어요. 새 메일을 받아 주세요.',
  share_ended: '이 링크는 이제 열리지 않아요.',
  share_paused: '공유한 사람이 이 링크를 잠시 멈췄어요. 나중에 다시 열어 보세요.',
  too_large: '한 번에 보내기에는 너무 커요.',
  drop_file_too_large: '이 링크가 받는 크기보다 큰 파일이에요. 더 작은 파일을 보내 주세요.',
  drop_kind_refused: '이 링크가 받지 않는 종류의 파일이에요. 어떤 파일을 받는지 확인해 주세요.',
  drop_full: '이 링크로 받을 만큼 다 받았어요. 링크를 만든 사람에게 알려 주세요.',
  unsupported_media_type: '서버가 받지 않는 형식이에요. 화면을 새로 고쳐 주세요.',
  too_many_requests: '시도가 너무 잦았어요. 잠시 뒤에 다시 해 주세요.',
  too_many_uploads: '한꺼번에 올리는 파일이 너무 많아요. 몇 개가 끝나면 이어서 올려요.',
  internal: '서버에 뜻밖의 문제가 생겼어요. 파일은 그대로예요. 잠시 뒤 다시 시도해 주세요.',
  unavailable: '서버가 바빠요. 파일은 그대로예요. 잠시 뒤 다시 시도해 주세요.',
  store_unavailable: '파일 저장소가 대답하지 않아요. 잠시 뒤 다시 시도해 주세요.',
  mail_not_configured: '이 서버는 아직 메일을 보낼 수 없어요. 관리자가 메일을 설정해야 해요.',
  quota_exceeded: '저장 공간이 모자라요. 휴지통을 비우거나 더 작은 파일을 올려 주세요.',
  too_many_entries: '계정에 담을 수 있는 파일과 폴더 수를 다 썼어요. 필요 없는 것을 지워 주세요.',
  too_many_shares: '만들 수 있는 링크를 다 썼어요. 필요 없는 링크를 끝내 주세요.',
  folder_limit_exceeded: '이 폴더에 정해 둔 한도를 넘어요. 다른 폴더를 쓰거나 한도를 늘려 주세요.',
  insufficient_storage: '서버의 디스크가 가득 찼어요. 파일은 안전해요. 관리자에게 알려 주세요.',
}

const en: CodeWords = {
  no_answer: 'The server cannot be reached. Check your connection and try again.',
  file_changed: 'A file changed while it was downloaded. Download it again to get what it is now.',
  malformed_json: 'The request was damaged on its way. Reload the page and try again.',
  invalid_input: 'Something here is not right yet. Correct the marked fields.',
  unauthorized: 'Your session has ended. Sign in again.',
  invalid_credentials: 'The username (or e-mail) and password do not match.',
  email_unverified: 'Confirm your e-mail address first.',
  forbidden: 'You do not have permission for this. Ask the owner for it.',
  account_suspended: 'This account is suspended. Your files are kept; contact the administrator.',
  sign_up_closed: 'Sign-up is not open here. Ask whoever runs this cloud for an invitation.',
  not_found: 'There is nothing here. It may have been moved or deleted.',
  method_not_allowed: 'This server does not take this request. Reload the page.',
  username_taken: 'Somebody already has this username. Choose another one.',
  name_taken: 'This folder already has something of that name. Use another name.',
  client_key_reused: 'This upload was already started with something else. Upload the file again.',
  upload_closed: 'This upload is already finished or cancelled. Upload the file again.',
  upload_incomplete: 'The file has not fully arrived yet. Trying again sends only what is missing.',
  folder_cycle: 'A folder cannot be moved into itself.',
  too_deep: 'The folders are nested too deep. 32 levels are the limit.',
  folder_full: 'This folder cannot hold more. Use another one.',
  other_owner: 'This cannot be moved to another owner. Copy it instead.',
  already_verified: 'This address is confirmed already. You can simply go on.',
  conflict: 'It changed in the meantime. Reload and try again.',
  token_invalid: 'The link in the mail was already used or is too old. Ask for a new mail.',
  share_ended: 'This link does not work any more.',
  share_paused: 'Whoever shared this has paused the link. Try it again later.',
  too_large: 'This is too large to send at once.',
  drop_file_too_large: 'This file is larger than the link takes. Send a smaller one.',
  drop_kind_refused: 'The link does not take files of this kind. See which ones it asks for.',
  drop_full: 'The link has taken all that it takes. Tell whoever made it.',
  unsupported_media_type: 'The server does not take this format. Reload the page.',
  too_many_requests: 'That was tried too often. Wait a little and try again.',
  too_many_uploads: 'Too many files are uploading at once. It goes on as soon as some are done.',
  internal: 'Something unexpected happened on the server. Your files are as they were. Try again in a moment.',
  unavailable: 'The server is busy. Your files are as they were. Try again in a moment.',
  store_unavailable: 'The file store does not answer. Try again in a moment.',
  mail_not_configured: 'This server cannot send mail yet. Its administrator has to set that up.',
  quota_exceeded: 'There is not enough storage left. Empty the trash or upload something smaller.',
  too_many_entries: 'The account holds as many files and folders as it can. Delete what you do not need.',
  too_many_shares: 'There are as many links as an account can have. End those you do not need.',
  folder_limit_exceeded: 'This would pass the limit set for this folder. Use another folder or raise the limit.',
  insufficient_storage: "The server's disk is full. Your files are safe. Tell the administrator.",
}

export const codeWords = messages({ ko, en })

const extraWords = messages({
  ko: {
    wait: (seconds: number) => `${seconds}초 뒤에 다시 시도해 주세요.`,
    changed: (name: string) => `내려받는 동안 ‘${name}’의 내용이 바뀌었어요. 다시 내려받으면 새 내용을 받아요.`,
  },
  en: {
    wait: (seconds: number) => `Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
    changed: (name: string) => `‘${name}’ changed while it was downloaded. Download it again to get what it is now.`,
  },
})

/** The sentence for a refusal; a code that this build does not know yet is told like an unexpected one. */
export function problemWords(problem: Pick<Problem, 'code'> & Partial<Problem>): string {
  const words = codeWords()
  const sentence = words[problem.code] ?? words.internal
  if (problem.code === 'too_many_requests' && problem.retryAfterS) {
    return `${sentence.split(/(?<=[.])\s/)[0]} ${extraWords().wait(problem.retryAfterS)}`
  }
  if (problem.code === 'file_changed' && problem.detail) return extraWords().changed(problem.detail)
  return sentence
}
