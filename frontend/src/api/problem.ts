import type { FieldProblem, ItemProblem, ProblemBody, ProblemCode } from './types'

/** What can go wrong: the server's closed list, and what only the browser sees: no answer at all, two versions of one download, or bytes that are not
 * those that were stored. */
export type Code = ProblemCode | 'no_answer' | 'file_changed' | 'damaged'

/** A refusal, thrown by every call of the API. Branch on `code`, never on text. */
export class Problem extends Error {
  override readonly name = 'Problem'

  constructor(
    readonly code: Code,
    readonly status: number,
    readonly detail = '',
    readonly fields: readonly FieldProblem[] = [],
    /** Seconds after which a try makes sense, when the server said so. */
    readonly retryAfterS: number | null = null,
    readonly requestId: string | null = null,
  ) {
    super(`${code} (${status}) ${detail}`)
  }
}

/** The answer's data, or a thrown {@link Problem}. */
export async function answerOf<Data>(
  call: Promise<{ data?: Data; error?: unknown; response: Response }>,
): Promise<NonNullable<Data>> {
  let answer
  try {
    answer = await call
  } catch (cause) {
    throw asProblem(cause)
  }
  if (answer.error !== undefined || !answer.response.ok) throw problemOf(answer.response, answer.error)
  return answer.data as NonNullable<Data>
}

/** Reads a refusal. Whatever is not problem+json (a proxy's page, say) still becomes a code of the list. */
export function problemOf(response: Response, body: unknown): Problem {
  const retryAfterS = parseRetryAfter(response.headers.get('retry-after'), Date.now())
  if (isProblemBody(body)) {
    return new Problem(
      body.code,
      response.status,
      body.detail,
      body.fields ?? [],
      retryAfterS,
      body.request_id ?? null,
    )
  }
  return new Problem(codeOfStatus(response.status), response.status, '', [], retryAfterS)
}

/** The problem of one of several things that a call was for. */
export function problemFrom({ status, code, detail, fields }: ItemProblem): Problem {
  return new Problem(code as Code, status, detail, fields ?? [])
}

/** Anything that was thrown, as a Problem: a failed fetch is `no_answer`. A mistake of ours is reported and told as `internal`. */
export function asProblem(cause: unknown): Problem {
  if (cause instanceof Problem) return cause
  if (cause instanceof DOMException || isFailedFetch(cause)) return new Problem('no_answer', 0, String(cause))
  if (typeof reportError === 'function') reportError(cause)
  return new Problem('internal', 0, String(cause))
}

/** Browsers throw a bare TypeError when nothing answered. */
function isFailedFetch(cause: unknown): boolean {
  return cause instanceof TypeError && /fetch|network|load failed/i.test(cause.message)
}

function isProblemBody(body: unknown): body is ProblemBody {
  return typeof body === 'object' && body !== null && typeof (body as ProblemBody).code === 'string'
}

function codeOfStatus(status: number): Code {
  if (status === 401) return 'unauthorized'
  if (status === 403) return 'forbidden'
  if (status === 404) return 'not_found'
  if (status === 413) return 'too_large'
  if (status === 429) return 'too_many_requests'
  if (status === 502 || status === 503 || status === 504) return 'unavailable'
  return 'internal'
}

/** Retry-After is seconds or a date (RFC 9110 §10.2.3). */
export function parseRetryAfter(value: string | null, now: number): number | null {
  if (value === null) return null
  if (/^\d+$/.test(value.trim())) return Number(value)
  const at = Date.parse(value)
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - now) / 1000))
}
