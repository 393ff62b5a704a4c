// Temporary, for looking at the app while the server is being built: everything in memory, nothing safe.
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'
const arg = (name, d) => {
  const i = process.argv.indexOf(name)
  return i < 0 ? d : process.argv[i + 1]
}
const [host, port] = arg('--listen', '127.0.0.1:18090').split(':')
const origin = `http://${host}:${port}`
const id = () => randomBytes(12).toString('base64url')
const accounts = new Map(),
  sessions = new Map(),
  entries = new Map(),
  uploads = new Map(),
  objects = new Map(),
  shares = new Map(),
  mails = [],
  tokens = new Map(),
  refreshes = new Map()
const now = () => new Date().toISOString()
const MIB = 1048576
class P extends Error {
  constructor(status, code, extra = {}) {
    super(code)
    Object.assign(this, { status, code, extra })
  }
}
const mail = (to, subject, link) =>
  mails.unshift({ id: id(), to, subject, text: link, html: `<a href="${link}">${link}</a>`, sent_at: now() })
const verifyMail = (a) => {
  const t = id()
  tokens.set(t, { kind: 'verify', a })
  mail(a.email, 'verify', `${origin}/verify-email?token=${t}`)
}
const view = (a) => {
  const s = { used: 0, reserved: 0 }
  for (const e of entries.values()) if (e.owner === a.id && e.kind === 'file') s.used += e.size_bytes
  for (const u of uploads.values()) if (u.owner === a.id && u.state === 'open') s.reserved += u.size_bytes
  return {
    id: a.id,
    username: a.username,
    email: a.email,
    pending_email: null,
    email_verified: a.verified,
    display_name: a.display_name ?? null,
    locale: a.locale,
    role: 'user',
    root_id: a.root,
    storage: {
      quota_bytes: 10737418240,
      used_bytes: s.used,
      reserved_bytes: s.reserved,
      free_bytes: 10737418240 - s.used - s.reserved,
      versions_bytes: 0,
      trash_bytes: 0,
      over_quota: false,
    },
  }
}
const kids = (pid) => [...entries.values()].filter((e) => e.parent_id === pid)
const totals = (f) => {
  let b = 0,
    n = 0
  for (const e of kids(f.id))
    if (e.kind === 'file') {
      b += e.size_bytes
      n++
    } else {
      const t = totals(e)
      b += t.b
      n += t.n
    }
  return { b, n }
}
const ev = (e) => {
  const { owner, object, ...r } = e
  if (e.kind === 'folder') {
    const t = totals(e)
    r.total_bytes = t.b
    r.file_count = t.n
  }
  return r
}
const path = (e, top) => {
  const p = []
  for (let x = e; x; x = entries.get(x.parent_id)) {
    p.unshift({ id: x.id, name: x.name })
    if (x.id === top) break
  }
  return p
}
const folder = (owner, parent_id, name) => {
  const e = {
    id: id(),
    kind: 'folder',
    name,
    parent_id,
    size_bytes: 0,
    content_type: null,
    sha256: null,
    checksum: null,
    version_id: null,
    created_at: now(),
    modified_at: now(),
    starred: false,
    owner,
  }
  entries.set(e.id, e)
  return e
}
const session = (a, res) => {
  const r = id(),
    t = id()
  refreshes.set(r, a)
  sessions.set(t, { a, at: Date.now() })
  res.setHeader('set-cookie', `refresh=${r}; HttpOnly; SameSite=Strict; Path=/api/sessions`)
  return { access_token: t, expires_in: 600, account: view(a) }
}
const cookie = (req) => /refresh=([^;]+)/.exec(req.headers.cookie ?? '')?.[1]
const me = (req, unverified) => {
  const s = sessions.get((req.headers.authorization ?? '').slice(7))
  if (!s) throw new P(401, 'unauthorized')
  if (!unverified && !s.a.verified) throw new P(403, 'email_unverified')
  return s.a
}
const list = (items, q) => {
  const sort = q.get('sort') ?? 'name',
    dir = q.get('order') === 'desc' ? -1 : 1
  const by = {
    name: (a, b) => a.name.localeCompare(b.name, 'ko', { numeric: true }),
    modified: (a, b) => a.modified_at.localeCompare(b.modified_at),
    size: (a, b) => (a.total_bytes ?? a.size_bytes) - (b.total_bytes ?? b.size_bytes),
  }[sort]
  const all = items.map(ev).sort((a, b) => (a.kind !== b.kind ? (a.kind === 'folder' ? -1 : 1) : dir * by(a, b)))
  const from = +(q.get('cursor') ?? 0),
    n = +(q.get('limit') ?? 100)
  return { items: all.slice(from, from + n), next_cursor: from + n < all.length ? String(from + n) : null }
}
const free = (pid, name) => !kids(pid).some((e) => e.name.normalize('NFC').toLowerCase() === name.toLowerCase())
const partsOf = (u) => u.part_count
const sign = (u, n, sha) => ({
  number: n,
  url: `${origin}/objects/${u.upload_id}/${n}?sha=${encodeURIComponent(sha)}`,
  headers: { 'x-amz-checksum-sha256': sha },
})
const files = (e, prefix, single) =>
  e.kind === 'file'
    ? [{ e, path: prefix + e.name }]
    : kids(e.id).flatMap((k) => files(k, single ? '' : prefix + e.name + '/', false))
const tickets = (ids, purpose, cursor) => {
  const es = ids.map((i) => entries.get(i)).filter(Boolean)
  const all = es.flatMap((e) => files(e, '', es.length === 1 && e.kind === 'folder'))
  const from = +(cursor ?? 0)
  return {
    tickets: all.slice(from, from + 100).map(({ e, path }) => ({
      entry_id: e.id,
      path,
      size_bytes: e.size_bytes,
      sha256: e.sha256,
      checksum: e.checksum,
      url: `${origin}/objects/get/${e.id}?purpose=${purpose ?? 'attachment'}`,
    })),
    next_cursor: from + 100 < all.length ? String(from + 100) : null,
  }
}
const shareOf = (t) => {
  const s = shares.get(t)
  if (!s || (s.expires_at && s.expires_at < now())) throw new P(410, 'share_ended')
  return s
}
const opened = (s, req) => {
  if (s.password && req.headers.authorization !== `Bearer ok-${s.token}`) throw new P(401, 'unauthorized')
  return s
}
const api = async (req, res, url, body) => {
  const k = `${req.method} ${url.pathname}`,
    q = url.searchParams
  let m
  const is = (r) => (m = new RegExp(`^${r.replace(/:(\w+)/g, '([^/]+)')}$`).exec(k))
  if (is('POST /api/accounts')) {
    if ([...accounts.values()].some((a) => a.username === body.username)) throw new P(409, 'username_taken')
    const a = { id: id(), ...body, verified: false }
    a.root = folder(a.id, null, '').id
    accounts.set(a.id, a)
    verifyMail(a)
    return [201, view(a)]
  }
  if (is('POST /api/accounts/verify-email')) {
    const t = tokens.get(body.token)
    if (!t) throw new P(410, 'token_invalid')
    tokens.delete(body.token)
    t.a.verified = true
    return [200, {}]
  }
  if (is('POST /api/accounts/find-username') || is('POST /api/accounts/forgot-password')) return [202, {}]
  if (is('POST /api/sessions')) {
    const a = [...accounts.values()].find(
      (a) => (a.username === body.login || a.email === body.login) && a.password === body.password,
    )
    if (!a) throw new P(401, 'invalid_credentials')
    return [200, session(a, res)]
  }
  if (is('POST /api/sessions/refresh')) {
    const a = refreshes.get(cookie(req))
    if (!a) throw new P(401, 'unauthorized')
    return [200, session(a, res)]
  }
  if (is('DELETE /api/sessions/current')) {
    refreshes.delete(cookie(req))
    return [204]
  }
  if (is('GET /api/account')) return [200, view(me(req, true))]
  if (is('PATCH /api/account')) {
    const a = me(req, true)
    Object.assign(a, body)
    return [200, view(a)]
  }
  if (is('POST /api/account/verification-mail')) {
    const a = me(req, true)
    if (Date.now() - (a.mailed ?? 0) < 60000)
      throw new P(429, 'too_many_requests', { retry: Math.ceil((60000 - (Date.now() - a.mailed)) / 1000) })
    a.mailed = Date.now()
    verifyMail(a)
    return [202, {}]
  }
  if (is('PUT /api/account/email')) {
    const a = me(req, true)
    if (a.password !== body.password) throw new P(401, 'invalid_credentials')
    a.email = body.email
    verifyMail(a)
    return [200, view(a)]
  }
  if (is('GET /api/folders/:id/entries')) {
    const a = me(req)
    const f = entries.get(m[1] === 'root' ? a.root : m[1])
    if (!f) throw new P(404, 'not_found')
    return [200, list(kids(f.id), q), { etag: 1 }]
  }
  if (is('POST /api/folders')) {
    const a = me(req)
    const pid = body.parent_id === 'root' ? a.root : body.parent_id
    if (!free(pid, body.name)) throw new P(409, 'name_taken')
    return [201, ev(folder(a.id, pid, body.name))]
  }
  if (is('GET /api/entries/:id')) {
    const a = me(req)
    const e = entries.get(m[1] === 'root' ? a.root : m[1])
    if (!e) throw new P(404, 'not_found')
    return [200, { ...ev(e), path: path(e) }]
  }
  if (is('POST /api/uploads')) {
    const a = me(req)
    return [
      200,
      {
        uploads: body.uploads.map((r) => {
          const old = [...uploads.values()].find((u) => u.client_key === r.client_key)
          const part = Math.max(16 * MIB, Math.ceil(r.size_bytes / 9500 / MIB) * MIB)
          const u = old ?? {
            upload_id: id(),
            owner: a.id,
            state: 'open',
            ...r,
            part_size_bytes: part,
            part_count: Math.max(1, Math.ceil(r.size_bytes / part)),
            stored: new Map(),
          }
          uploads.set(u.upload_id, u)
          return {
            upload_id: u.upload_id,
            state: u.state,
            part_size_bytes: part,
            part_count: u.part_count,
            parts: u.part_count === 1 && r.sha256 && u.state === 'open' ? [sign(u, 1, r.sha256)] : [],
            expires_at: now(),
          }
        }),
      },
    ]
  }
  if (is('POST /api/uploads/complete')) {
    const a = me(req)
    return [
      200,
      {
        uploads: body.uploads.map((c) => {
          const u = uploads.get(c.upload_id)
          if (u.entry) return { entry: ev(entries.get(u.entry)) }
          if (u.stored.size < u.part_count) return { problem: { status: 409, code: 'upload_incomplete' } }
          let name = u.name.normalize('NFC')
          const oc = c.on_conflict ?? u.on_conflict
          if (!free(u.parent_id, name)) {
            if (oc === 'rename') {
              const [s, x] = [name.replace(/\.[^.]*$/, ''), /\.[^.]*$/.exec(name)?.[0] ?? '']
              let n = 2
              while (!free(u.parent_id, `${s} (${n})${x}`)) n++
              name = `${s} (${n})${x}`
            } else if (oc === 'replace') {
              for (const e of kids(u.parent_id)) if (e.name === name) entries.delete(e.id)
            } else return { problem: { status: 409, code: 'name_taken' } }
          }
          const bufs = [...u.stored.entries()].sort((x, y) => x[0] - y[0]).map(([, b]) => b)
          const one = bufs.length === 1
          const e = {
            id: id(),
            kind: 'file',
            name,
            parent_id: u.parent_id,
            size_bytes: u.size_bytes,
            content_type: u.content_type,
            sha256: one ? createHash('sha256').update(bufs[0]).digest('base64') : null,
            checksum: null,
            version_id: id(),
            created_at: now(),
            modified_at: now(),
            starred: false,
            owner: a.id,
          }
          entries.set(e.id, e)
          objects.set(e.id, bufs)
          u.state = 'committed'
          u.entry = e.id
          return { entry: ev(e) }
        }),
      },
    ]
  }
  if (is('GET /api/uploads/:id')) {
    me(req)
    const u = uploads.get(m[1])
    return [
      200,
      {
        upload_id: u.upload_id,
        state: u.state,
        size_bytes: u.size_bytes,
        part_size_bytes: u.part_size_bytes,
        part_count: u.part_count,
        stored_parts: [...u.stored].map(([number, b]) => ({
          number,
          size_bytes: b.length,
          sha256: createHash('sha256').update(b).digest('base64'),
        })),
      },
    ]
  }
  if (is('POST /api/uploads/:id/parts')) {
    me(req)
    const u = uploads.get(m[1])
    return [200, { parts: body.parts.map((p) => sign(u, p.number, p.sha256)) }]
  }
  if (is('DELETE /api/uploads/:id')) {
    me(req)
    const u = uploads.get(m[1])
    if (u) u.state = 'cancelled'
    return [204]
  }
  if (is('POST /api/downloads')) {
    me(req)
    return [200, tickets(body.entry_ids, body.purpose, body.cursor)]
  }
  if (is('GET /api/shares')) {
    const a = me(req)
    return [
      200,
      {
        items: [...shares.values()].filter((s) => s.owner === a.id).map(({ password, owner, ...s }) => s),
        next_cursor: null,
      },
    ]
  }
  if (is('POST /api/shares')) {
    const a = me(req)
    const token = id() + id()
    const s = {
      id: id(),
      token,
      url: `${origin}/s/${token}`,
      entry_ids: body.entry_ids,
      allow: body.allow,
      expires_at: body.expires_at ?? null,
      max_downloads: body.max_downloads ?? null,
      downloads_used: 0,
      paused: false,
      note: body.note ?? null,
      has_password: !!body.password,
      created_at: now(),
      password: body.password,
      owner: a.id,
    }
    shares.set(token, s)
    const { password, owner, ...v } = s
    return [201, v]
  }
  if (is('DELETE /api/shares/:id')) {
    me(req)
    for (const s of shares.values()) if (s.id === m[1]) shares.delete(s.token)
    return [204]
  }
  if (is('GET /api/s/:t')) {
    const s = shareOf(m[1])
    if (s.password && req.headers.authorization !== `Bearer ok-${s.token}`) return [200, { needs_password: true }]
    return [
      200,
      {
        entries: s.entry_ids.map((i) => ({ ...ev(entries.get(i)), parent_id: null })),
        allow: s.allow,
        expires_at: s.expires_at,
        downloads_left: s.max_downloads === null ? null : s.max_downloads - s.downloads_used,
        note: s.note,
        owner_name: accounts.get(s.owner).username,
      },
    ]
  }
  if (is('POST /api/s/:t/unlock')) {
    const s = shareOf(m[1])
    if (s.password !== body.password) throw new P(401, 'invalid_credentials')
    return [200, { access_token: `ok-${s.token}`, expires_in: 3600 }]
  }
  if (is('GET /api/s/:t/folders/:id/entries')) {
    opened(shareOf(m[1]), req)
    return [200, list(kids(m[2]), q)]
  }
  if (is('POST /api/s/:t/downloads')) {
    const s = opened(shareOf(m[1]), req)
    if (!body.download_id) {
      if (s.max_downloads !== null && s.downloads_used >= s.max_downloads) throw new P(410, 'share_ended')
      s.downloads_used++
    }
    return [200, { ...tickets(body.entry_ids, body.purpose, body.cursor), download_id: 'd' }]
  }
  throw new P(404, 'not_found')
}
const types = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.html': 'text/html; charset=utf-8',
  '.json': 'application/json',
}
const csp = `default-src 'none'; script-src ${origin}/assets/; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; font-src 'self'; connect-src 'self'; worker-src ${origin}/assets/ ${origin}/sw.js; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types svelte-trusted-html share-cloud-workers`
createServer(async (req, res) => {
  const url = new URL(req.url, origin)
  const chunks = []
  for await (const c of req) chunks.push(c)
  const raw = Buffer.concat(chunks)
  try {
    if (url.pathname.startsWith('/api/')) {
      await new Promise((r) => setTimeout(r, +(process.env.DELAY ?? 20)))
      const [status, out, opt] = await api(req, res, url, raw.length ? JSON.parse(raw) : {})
      const text = out ? JSON.stringify(out) : ''
      if (opt?.etag) {
        const e = `"${createHash('md5').update(text).digest('hex')}"`
        res.setHeader('etag', e)
        if (req.headers['if-none-match'] === e) return res.writeHead(304).end()
      }
      return res.writeHead(status, { 'content-type': 'application/json' }).end(text)
    }
    if (url.pathname === '/outbox/messages')
      return res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ items: mails }))
    let m
    if ((m = /^\/objects\/get\/(.+)$/.exec(url.pathname))) {
      const e = entries.get(m[1])
      const b = Buffer.concat(objects.get(e.id))
      const inline = url.searchParams.get('purpose') === 'inline'
      const h = {
        'content-type': inline ? e.content_type : 'application/octet-stream',
        'content-disposition': `${inline ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(e.name)}`,
      }
      const r = /bytes=(\d+)-(\d*)/.exec(req.headers.range ?? '')
      if (r) {
        const s = b.subarray(+r[1], r[2] ? +r[2] + 1 : undefined)
        return res
          .writeHead(206, { ...h, 'content-length': s.length, 'content-range': `bytes ${r[1]}-/${b.length}` })
          .end(s)
      }
      return res.writeHead(200, { ...h, 'content-length': b.length }).end(b)
    }
    if ((m = /^\/objects\/([^/]+)\/(\d+)$/.exec(url.pathname)) && req.method === 'PUT') {
      const u = uploads.get(m[1])
      await new Promise((r) => setTimeout(r, +(process.env.PUT_DELAY ?? 0)))
      if (createHash('sha256').update(raw).digest('base64') !== url.searchParams.get('sha'))
        return res.writeHead(400).end()
      if (u.part_count === 1 && u.stored.has(1)) return res.writeHead(412).end()
      u.stored.set(+m[2], raw)
      return res.writeHead(200).end()
    }
    let f = join('dist', url.pathname)
    if (!extname(f) || !existsSync(f)) {
      if (url.pathname.startsWith('/assets/')) return res.writeHead(404).end()
      f = 'dist/index.html'
    }
    res
      .writeHead(200, {
        'content-type': types[extname(f)] ?? 'application/octet-stream',
        'content-security-policy': csp,
        'cache-control': 'no-cache',
        'x-content-type-options': 'nosniff',
      })
      .end(readFileSync(f))
  } catch (e) {
    if (!(e instanceof P)) {
      console.error(e)
      return res.writeHead(500).end('{}')
    }
    res
      .writeHead(e.status, {
        'content-type': 'application/problem+json',
        ...(e.extra.retry ? { 'retry-after': e.extra.retry } : {}),
      })
      .end(
        JSON.stringify({
          type: 'about:blank',
          title: e.code,
          status: e.status,
          detail: '',
          code: e.code,
          request_id: 'r',
          fields: e.extra.fields,
        }),
      )
  }
}).listen(+port, host, () => console.log(`mock is ready: ${origin}`))
