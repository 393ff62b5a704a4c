// A home without a mail server keeps its letters in an outbox, which answers people at that machine alone.

/** Names by which only this machine is reached: no other home is asked. */
export function isThisMachine(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(\.\d+){3}$/.test(hostname)
  )
}

/** Whether this home has an outbox that whoever looks at this page may read: the outbox itself says so. */
export async function hasOutbox(hostname = location.hostname, ask: typeof fetch = fetch): Promise<boolean> {
  if (!isThisMachine(hostname)) return false
  try {
    const answer = await ask('/outbox/messages', { method: 'HEAD', cache: 'no-store' })
    // A home with a mail server answers with the app.
    return answer.ok && (answer.headers.get('content-type') ?? '').startsWith('application/json')
  } catch {
    return false
  }
}
