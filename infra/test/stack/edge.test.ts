import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { runInNewContext } from 'node:vm'
import { apiBodiesCode, sitePathsCode, sitePolicyCode } from '../../lib/edge/code.js'
import {
  contentSecurityPolicy,
  HSTS_S,
  PERMISSIONS_POLICY,
  scriptsOf,
  TRUSTED_TYPES_POLICIES,
} from '../../lib/edge/headers.js'
import { repository } from '../../lib/rows.js'
import { type Json, type Kind, ofType, one, rows, template, text } from '../synthesis.js'

/** Runs an edge function as CloudFront does: one text, one handler, one event. */
const run = (code: string, event: Json): Json => runInNewContext(`${code}; handler(event)`, { event }) as Json

const distribution = (kind: Kind, what: string): Json => {
  const found = ofType(template(kind), 'AWS::CloudFront::Distribution').find(([id]) => id.startsWith(what))
  assert.ok(found)
  return found[1].Properties.DistributionConfig
}
const named = (kind: Kind, type: string, reference: Json): Json =>
  template(kind).Resources[reference['Ref'] as string]?.Properties ?? assert.fail(type)

test('every path of the app is the one page, and what is a file stays one', () => {
  const code = sitePathsCode(['/favicon.svg', '/index.html', '/sw.js'])
  const path = (uri: string) => run(code, { request: { uri } }).uri
  for (const page of ['/', '/s/abc_DEF-123', '/folders/0a1b', '/verify-email', '/no-such.txt', '/assetsx'])
    assert.equal(path(page), '/index.html', page)
  for (const file of ['/sw.js', '/favicon.svg', '/assets/index-0a1b2c3d.js', '/assets/gone.js'])
    assert.equal(path(file), file)
})

test('the edge knows the files of the built web app', () => {
  const codes = ofType(template('aws'), 'AWS::CloudFront::Function').map(([, each]) =>
    text(each.Properties.FunctionCode),
  )
  assert.ok(codes.some((code) => code.includes('["/favicon.svg","/index.html","/sw.js"]')))
})

test('the policy of the site names our assets by the host that was asked', () => {
  const elsewhere = { bucketOrigin: 'https://bucket.example', contentOrigin: 'https://content.example' }
  const policy = (host: string) => {
    const event = { request: { headers: { host: { value: host } } }, response: { headers: {} as Json } }
    return run(sitePolicyCode(elsewhere), event).headers['content-security-policy']?.value
  }
  assert.equal(policy('files.example.org'), contentSecurityPolicy(scriptsOf('https://files.example.org'), elsewhere))
  assert.match(policy('d1.cloudfront.net'), /script-src https:\/\/d1\.cloudfront\.net\/assets\/;/)
  assert.equal(policy("x'; script-src *"), undefined)
})

test('the site’s policies are those of the embedded home, with the bucket and the content host added', () => {
  const source = readFileSync(`${repository}crates/local/src/web/headers.rs`, 'utf8').replace(/\\\n\s*/g, '')
  const embedded = /scripts_come_from_our_assets_alone\(\).*?"(default-src [^"]+)"/s.exec(source)?.[1]
  const [bucketOrigin, contentOrigin] = ['https://bucket.example', 'https://content.example']
  const ours = contentSecurityPolicy(scriptsOf('https://files.example.org'), { bucketOrigin, contentOrigin })
  assert.equal(ours.replaceAll(` ${bucketOrigin}`, '').replaceAll(` ${contentOrigin}`, ''), embedded)
  assert.ok(source.includes(`"${TRUSTED_TYPES_POLICIES}"`))
  assert.ok(source.includes(`"${PERMISSIONS_POLICY}"`))
  assert.ok(source.includes(`"max-age=${HSTS_S}"`))
  const gateway = readFileSync(`${repository}crates/local/src/gateway.rs`, 'utf8')
  assert.ok(gateway.includes(`"default-src 'none'; sandbox"`))
})

test('the site sends its security headers with every answer', () => {
  const headers = named(
    'aws',
    'headers',
    distribution('aws', 'Site').DefaultCacheBehavior.ResponseHeadersPolicyId,
  ).ResponseHeadersPolicyConfig
  const custom = Object.fromEntries(headers.CustomHeadersConfig.Items.map((item: Json) => [item.Header, item.Value]))
  assert.deepEqual(custom, {
    'permissions-policy': PERMISSIONS_POLICY,
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  })
  const { ContentTypeOptions, ReferrerPolicy, StrictTransportSecurity, ContentSecurityPolicy } =
    headers.SecurityHeadersConfig
  assert.deepEqual(
    [ContentTypeOptions.Override, ReferrerPolicy.ReferrerPolicy, StrictTransportSecurity.AccessControlMaxAgeSec],
    [true, 'no-referrer', HSTS_S],
  )
  assert.match(text(ContentSecurityPolicy.ContentSecurityPolicy), /script-src 'self';/)
  assert.equal(ContentSecurityPolicy.Override, false, 'the exact policy of the edge stays')
})

test('the API lies under the site’s host, with the key, unkept and for every method', () => {
  const { CacheBehaviors, Origins, DefaultCacheBehavior } = distribution('aws', 'Site')
  assert.deepEqual(
    CacheBehaviors.map((each: Json) => each.PathPattern),
    ['/api', '/api/*'],
  )
  for (const behavior of CacheBehaviors) {
    assert.deepEqual(behavior.AllowedMethods, ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'])
    assert.equal(behavior.ViewerProtocolPolicy, 'https-only')
    const cache = named('aws', 'cache', behavior.CachePolicyId).CachePolicyConfig
    assert.deepEqual([cache.MinTTL, cache.DefaultTTL, cache.MaxTTL], [0, 0, 1])
    assert.deepEqual(cache.ParametersInCacheKeyAndForwardedToOrigin.HeadersConfig.Headers, ['Authorization'])
    const sent = named('aws', 'request', behavior.OriginRequestPolicyId).OriginRequestPolicyConfig
    assert.ok(sent.HeadersConfig.Headers.includes('CloudFront-Viewer-Address'))
    assert.ok(!sent.HeadersConfig.Headers.some((name: string) => /^(host|x-api-key|authorization)$/i.test(name)))
  }
  const origin = Origins.find((each: Json) => each.OriginCustomHeaders)
  assert.deepEqual(origin.OriginCustomHeaders, [{ HeaderName: 'x-api-key', HeaderValue: { Ref: 'OriginKey' } }])
  assert.equal(origin.OriginPath, '/v1')
  assert.equal(origin.CustomOriginConfig.OriginProtocolPolicy, 'https-only')
  assert.deepEqual(DefaultCacheBehavior.AllowedMethods ?? ['GET', 'HEAD'], ['GET', 'HEAD'])
})

test('every header that a route reads reaches it', () => {
  const { HeadersConfig } = one(template('aws'), 'AWS::CloudFront::OriginRequestPolicy', (each) =>
    JSON.stringify(each).includes('CloudFront-Viewer-Address'),
  ).Properties.OriginRequestPolicyConfig
  for (const name of ['Content-Type', 'If-None-Match', 'Origin', 'Sec-Fetch-Site', 'User-Agent'])
    assert.ok(HeadersConfig.Headers.includes(name), name)
})

test('a body larger than any route takes goes no further than the edge', () => {
  const largest = Math.max(...rows.routes.map((route) => route.body_limit_bytes))
  const ask = (length?: string) =>
    run(apiBodiesCode(largest), {
      context: { requestId: 'r1' },
      request: { uri: '/api/x', headers: length === undefined ? {} : { 'content-length': { value: length } } },
    })
  for (const length of [undefined, '0', String(largest)]) assert.equal(ask(length).uri, '/api/x')
  const refused = ask(String(largest + 1))
  assert.equal(refused.statusCode, 413)
  assert.deepEqual(
    [JSON.parse(refused.body.data).code, JSON.parse(refused.body.data).request_id],
    ['too_large', 'r1'],
  )
})

test('content has a host of its own that only reads, signs nothing, sends no Host and keeps nothing', () => {
  const { DefaultCacheBehavior, Origins, CacheBehaviors } = distribution('aws', 'Content')
  assert.equal(CacheBehaviors, undefined)
  const [origin] = Origins
  assert.equal(text(origin.DomainName), 'share-cloud-files-<AccountId>-<Region>.s3.<Region>.<URLSuffix>')
  assert.equal(origin.OriginAccessControlId, undefined)
  assert.equal(origin.OriginCustomHeaders, undefined)
  assert.deepEqual(DefaultCacheBehavior.AllowedMethods, ['GET', 'HEAD', 'OPTIONS'])
  assert.equal(DefaultCacheBehavior.CachePolicyId, '4135ea2d-6df8-44a3-9df3-4b5a84be39ad', 'CachingDisabled')
  const { HeadersConfig, CookiesConfig, QueryStringsConfig } = named(
    'aws',
    'request',
    DefaultCacheBehavior.OriginRequestPolicyId,
  ).OriginRequestPolicyConfig
  assert.deepEqual(HeadersConfig, {
    HeaderBehavior: 'whitelist',
    Headers: ['Origin', 'Access-Control-Request-Headers', 'Access-Control-Request-Method'],
  })
  assert.deepEqual([CookiesConfig, QueryStringsConfig], [{ CookieBehavior: 'none' }, { QueryStringBehavior: 'all' }])
})

test('content opened by itself may do nothing', () => {
  const { SecurityHeadersConfig } = named(
    'aws',
    'headers',
    distribution('aws', 'Content').DefaultCacheBehavior.ResponseHeadersPolicyId,
  ).ResponseHeadersPolicyConfig
  assert.deepEqual(SecurityHeadersConfig.ContentSecurityPolicy, {
    ContentSecurityPolicy: "default-src 'none'; sandbox",
    Override: true,
  })
  assert.deepEqual(SecurityHeadersConfig.ContentTypeOptions, { Override: true })
})

test('names of one’s own come with the certificate, TLS 1.2 and settings that use them', () => {
  const [site, content] = [distribution('own-domain', 'Site'), distribution('own-domain', 'Content')]
  assert.deepEqual([site.Aliases, content.Aliases], [['files.example.org'], ['files-content.example.org']])
  for (const each of [site, content]) assert.equal(each.ViewerCertificate.MinimumProtocolVersion, 'TLSv1.2_2021')
  assert.ok(site.WebACLId)
  const { Variables } = one(
    template('own-domain'),
    'AWS::Lambda::Function',
    (each) => each.Properties.FunctionName === 'share-cloud-sign-in',
  ).Properties.Environment
  assert.deepEqual(
    [Variables.SHARE_CLOUD_BASE_URL, Variables.SHARE_CLOUD_CONTENT_ORIGIN],
    ['https://files.example.org', 'https://files-content.example.org'],
  )
})
