// Temporary: stands in for ../crates/api/openapi.json until the server generates it.
import { readFileSync, writeFileSync } from 'node:fs'
const codes = [...readFileSync('../crates/domain/src/problem.rs', 'utf8').matchAll(/= "([a-z_]+)", \d{3},/g)].map(
  (m) => m[1],
)
const S = (type, extra = {}) => ({ type, ...extra })
const str = S('string'),
  int = S('integer'),
  bool = S('boolean')
const N = (s) => (s.$ref ? { oneOf: [s, { type: 'null' }] } : { ...s, type: [s.type, 'null'] })
const ref = (n) => ({ $ref: `#/components/schemas/${n}` })
const arr = (items) => ({ type: 'array', items })
const obj = (props, optional = []) => ({
  type: 'object',
  properties: props,
  required: Object.keys(props).filter((k) => !optional.includes(k)),
})
const schemas = {
  Code: { type: 'string', enum: codes },
  FieldProblem: obj({ field: str, code: str, detail: str }),
  Problem: obj(
    {
      type: str,
      title: str,
      status: int,
      detail: str,
      code: ref('Code'),
      request_id: str,
      fields: arr(ref('FieldProblem')),
    },
    ['fields'],
  ),
  ItemProblem: obj({ status: int, code: ref('Code'), detail: str }, ['detail']),
  Storage: obj({
    quota_bytes: int,
    used_bytes: int,
    reserved_bytes: int,
    free_bytes: int,
    versions_bytes: int,
    trash_bytes: int,
    over_quota: bool,
  }),
  Account: obj({
    id: str,
    username: str,
    email: N(str),
    pending_email: N(str),
    email_verified: bool,
    display_name: N(str),
    locale: str,
    role: str,
    storage: ref('Storage'),
  }),
  Session: obj({ access_token: str, expires_in: int, account: ref('Account') }),
  Checksum: obj({ composite: str, part_size_bytes: int }),
  PathItem: obj({ id: str, name: str }),
  Entry: obj(
    {
      id: str,
      kind: { type: 'string', enum: ['file', 'folder'] },
      name: str,
      parent_id: N(str),
      size_bytes: int,
      content_type: N(str),
      sha256: N(str),
      checksum: N(ref('Checksum')),
      version_id: N(str),
      created_at: str,
      modified_at: str,
      starred: bool,
      total_bytes: int,
      file_count: int,
      path: arr(ref('PathItem')),
    },
    [
      'total_bytes',
      'file_count',
      'path',
      'starred',
      'size_bytes',
      'content_type',
      'sha256',
      'checksum',
      'version_id',
    ],
  ),
  EntryPage: obj({ items: arr(ref('Entry')), next_cursor: N(str) }),
  SignedPart: obj({ number: int, url: str, headers: { type: 'object', additionalProperties: str } }),
  StartUpload: obj(
    {
      parent_id: str,
      name: str,
      size_bytes: int,
      content_type: str,
      sha256: str,
      on_conflict: { type: 'string', enum: ['fail', 'rename', 'replace'] },
      client_key: str,
    },
    ['sha256', 'on_conflict', 'client_key'],
  ),
  StartedUpload: obj(
    {
      upload_id: str,
      state: str,
      part_size_bytes: int,
      part_count: int,
      parts: arr(ref('SignedPart')),
      expires_at: str,
      problem: ref('ItemProblem'),
    },
    ['upload_id', 'state', 'part_size_bytes', 'part_count', 'parts', 'expires_at', 'problem'],
  ),
  CompleteUpload: obj(
    {
      upload_id: str,
      parent_id: str,
      name: str,
      on_conflict: { type: 'string', enum: ['fail', 'rename', 'replace'] },
      hint: arr(str),
    },
    ['parent_id', 'name', 'on_conflict', 'hint'],
  ),
  CompletedUpload: obj({ entry: ref('Entry'), problem: ref('ItemProblem'), completing: str }, [
    'entry',
    'problem',
    'completing',
  ]),
  StoredPart: obj({ number: int, size_bytes: int, sha256: N(str) }),
  Upload: obj({
    upload_id: str,
    state: str,
    size_bytes: int,
    part_size_bytes: int,
    part_count: int,
    stored_parts: arr(ref('StoredPart')),
  }),
  Ticket: obj({ entry_id: str, path: str, size_bytes: int, sha256: N(str), checksum: N(ref('Checksum')), url: str }),
  TicketPage: obj({ tickets: arr(ref('Ticket')), next_cursor: N(str) }),
  ShareTicketPage: obj({ tickets: arr(ref('Ticket')), next_cursor: N(str), download_id: str }),
  Share: obj(
    {
      id: str,
      token: str,
      url: str,
      entry_ids: arr(str),
      allow: { type: 'string', enum: ['download', 'view', 'drop'] },
      expires_at: N(str),
      max_downloads: N(int),
      downloads_used: int,
      paused: bool,
      note: N(str),
      has_password: bool,
      created_at: str,
    },
    ['has_password', 'created_at', 'note'],
  ),
  SharePage: obj({ items: arr(ref('Share')), next_cursor: N(str) }),
  OpenShare: obj(
    {
      needs_password: bool,
      entries: arr(ref('Entry')),
      folder_name: str,
      allow: { type: 'string', enum: ['download', 'view', 'drop'] },
      expires_at: N(str),
      downloads_left: N(int),
      note: N(str),
      owner_name: str,
    },
    ['needs_password', 'entries', 'folder_name', 'allow', 'expires_at', 'downloads_left', 'note', 'owner_name'],
  ),
  Unlocked: obj({ access_token: str, expires_in: int }),
}
const paths = {}
const route = (method, path, { body, status = 200, out, query = [] } = {}) => {
  const params = [...path.matchAll(/\{(\w+)\}/g)].map((m) => ({
    name: m[1],
    in: 'path',
    required: true,
    schema: str,
  }))
  const problem = { description: 'problem', content: { 'application/problem+json': { schema: ref('Problem') } } }
  ;(paths[path] ??= {})[method] = {
    operationId: `${method}${path.replace(/\W+/g, '_')}`,
    parameters: [...params, ...query.map(([name, schema]) => ({ name, in: 'query', required: false, schema }))],
    ...(body ? { requestBody: { required: true, content: { 'application/json': { schema: body } } } } : {}),
    responses: {
      [status]: out ? { description: 'ok', content: { 'application/json': { schema: out } } } : { description: 'ok' },
      default: problem,
    },
  }
}
const empty = { type: 'object' }
route('post', '/api/accounts', {
  body: obj({ username: str, email: str, password: str, locale: str }),
  status: 201,
  out: ref('Account'),
})
route('post', '/api/accounts/verify-email', { body: obj({ token: str }), out: empty })
route('post', '/api/accounts/find-username', { body: obj({ email: str }), status: 202, out: empty })
route('post', '/api/accounts/forgot-password', { body: obj({ email: str }), status: 202, out: empty })
route('post', '/api/accounts/reset-password', { body: obj({ token: str, new_password: str }), status: 204 })
route('post', '/api/sessions', { body: obj({ login: str, password: str }), out: ref('Session') })
route('post', '/api/sessions/refresh', { out: ref('Session') })
route('delete', '/api/sessions/current', { status: 204 })
route('get', '/api/account', { out: ref('Account') })
route('patch', '/api/account', {
  body: obj({ display_name: N(str), locale: str }, ['display_name', 'locale']),
  out: ref('Account'),
})
route('post', '/api/account/verification-mail', { status: 202, out: empty })
route('put', '/api/account/email', { body: obj({ email: str, password: str }), out: ref('Account') })
route('get', '/api/folders/{id}/entries', {
  out: ref('EntryPage'),
  query: [
    ['sort', { type: 'string', enum: ['name', 'modified', 'size'] }],
    ['order', { type: 'string', enum: ['asc', 'desc'] }],
    ['limit', int],
    ['cursor', str],
  ],
})
route('post', '/api/folders', {
  body: obj({ parent_id: str, name: str, hint: arr(str) }, ['hint']),
  status: 201,
  out: ref('Entry'),
})
route('get', '/api/entries/{id}', { out: ref('Entry') })
route('post', '/api/uploads', {
  body: obj({ uploads: arr(ref('StartUpload')) }),
  out: obj({ uploads: arr(ref('StartedUpload')) }),
})
route('post', '/api/uploads/complete', {
  body: obj({ uploads: arr(ref('CompleteUpload')) }),
  out: obj({ uploads: arr(ref('CompletedUpload')) }),
})
route('get', '/api/uploads/{id}', { out: ref('Upload') })
route('delete', '/api/uploads/{id}', { status: 204 })
route('post', '/api/uploads/{id}/parts', {
  body: obj({ parts: arr(obj({ number: int, sha256: str })) }),
  out: obj({ parts: arr(ref('SignedPart')) }),
})
route('post', '/api/downloads', {
  body: obj({ entry_ids: arr(str), purpose: { type: 'string', enum: ['attachment', 'inline'] }, cursor: str }, [
    'purpose',
    'cursor',
  ]),
  out: ref('TicketPage'),
})
route('get', '/api/shares', { out: ref('SharePage'), query: [['cursor', str]] })
route('post', '/api/shares', {
  body: obj(
    {
      entry_ids: arr(str),
      allow: { type: 'string', enum: ['download', 'view', 'drop'] },
      password: str,
      expires_at: str,
      max_downloads: int,
      note: str,
    },
    ['password', 'expires_at', 'max_downloads', 'note'],
  ),
  status: 201,
  out: ref('Share'),
})
route('delete', '/api/shares/{id}', { status: 204 })
route('get', '/api/s/{token}', { out: ref('OpenShare') })
route('post', '/api/s/{token}/unlock', { body: obj({ password: str }), out: ref('Unlocked') })
route('get', '/api/s/{token}/folders/{id}/entries', {
  out: ref('EntryPage'),
  query: [
    ['sort', { type: 'string', enum: ['name', 'modified', 'size'] }],
    ['order', { type: 'string', enum: ['asc', 'desc'] }],
    ['limit', int],
    ['cursor', str],
  ],
})
route('post', '/api/s/{token}/downloads', {
  body: obj(
    {
      entry_ids: arr(str),
      purpose: { type: 'string', enum: ['attachment', 'inline'] },
      download_id: str,
      cursor: str,
    },
    ['purpose', 'download_id', 'cursor'],
  ),
  out: ref('ShareTicketPage'),
})
writeFileSync(
  'tests/openapi.json',
  JSON.stringify(
    { openapi: '3.1.0', info: { title: 'share-cloud', version: '0' }, paths, components: { schemas } },
    null,
    1,
  ),
)
