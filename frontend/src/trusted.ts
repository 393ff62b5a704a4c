// Workers and the service worker are the only scripts that the app starts by address. Browsers that enforce Trusted Types
// take such an address only from a policy; this one lets our own files through and nothing else.

type TrustedUrl = string | TrustedScriptURL

const policy = globalThis.trustedTypes?.createPolicy('share-cloud-workers', { createScriptURL: ownScript })

/** The address of one of our scripts, in the form that `new Worker` and `register` take. */
export function trustedScript(address: string): string {
  const trusted: TrustedUrl = policy ? policy.createScriptURL(address) : ownScript(address)
  return trusted as string
}

function ownScript(address: string): string {
  const url = new URL(address, location.href)
  const isOurs = url.pathname.startsWith('/assets/') || url.pathname === '/sw.js' || import.meta.env.DEV
  if (url.origin !== location.origin || !isOurs) throw new TypeError(`not a script of this app: ${address}`)
  return url.href
}
