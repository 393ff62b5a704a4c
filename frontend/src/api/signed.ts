import type { Fetch } from './client'
import { Problem } from './problem'
import type { TokenKeeper } from './token-keeper'

/** Sends requests with the token of whoever is signed in; a token refused once is renewed once. */
export function signedBy(keeper: TokenKeeper): Fetch {
  return async (request) => {
    const asker = keeper.grant?.account.id
    const again = request.clone()
    const token = await keeper.token()
    if (token === null || isAnother(keeper, asker)) throw new Problem('unauthorized', 401)
    const response = await fetch(withToken(request, token))
    if (!(await saysUnauthorized(response))) return response
    const grant = await keeper.renew(token)
    return grant && !isAnother(keeper, asker) ? fetch(withToken(again, grant.accessToken)) : response
  }
}

/** In another tab somebody else may have signed in meanwhile: nothing that the first one asked for is done as the other. */
function isAnother({ grant }: TokenKeeper, asker: string | undefined): boolean {
  return asker !== undefined && grant !== null && grant.account.id !== asker
}

function withToken(request: Request, token: string): Request {
  request.headers.set('authorization', `Bearer ${token}`)
  return request
}

/** A wrong password is a 401 too, and renewing the token would not mend it. */
async function saysUnauthorized(response: Response): Promise<boolean> {
  if (response.status !== 401) return false
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null)
  return (body as { code?: string } | null)?.code !== 'invalid_credentials'
}
