import createClient from 'openapi-fetch'
import type { paths } from './schema'

export type Fetch = (request: Request) => Promise<Response>

/** The typed API over a given fetch; who calls decides what the fetch adds. */
export function clientWith(fetch: Fetch) {
  return createClient<paths>({ baseUrl: location.origin, fetch })
}

export type Client = ReturnType<typeof clientWith>

/** The API as anyone may call it: sign-up, sign-in, mail tokens. */
export const publicApi = clientWith((request) => fetch(request))
