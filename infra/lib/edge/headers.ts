import { Duration } from 'aws-cdk-lib'
import {
  HeadersFrameOption,
  HeadersReferrerPolicy,
  ResponseHeadersPolicy,
  type ResponseHeadersPolicyProps,
} from 'aws-cdk-lib/aws-cloudfront'
import type { Construct } from 'constructs'

/** The same as in crates/local/src/web/headers.rs; a test compares them. */
export const TRUSTED_TYPES_POLICIES = 'svelte-trusted-html share-cloud-workers'
export const PERMISSIONS_POLICY =
  'accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), ' +
  'midi=(), payment=(), serial=(), usb=(), xr-spatial-tracking=(), browsing-topics=(), clipboard-write=(self), fullscreen=(self)'
export const HSTS_S = 31_536_000

/** Where the web app sends and fetches bytes beside its own origin: the bucket, and the content host. */
export interface Elsewhere {
  readonly bucketOrigin: string
  readonly contentOrigin: string
}

/** Where scripts and workers may come from: our hashed assets, named by the site's own origin. */
export const scriptsOf = (origin: string) => ({
  scripts: `${origin}/assets/`,
  workers: `${origin}/assets/ ${origin}/sw.js`,
})
/** What stands in their place while the site's name is not known. */
export const ANY_OF_OURS = { scripts: "'self'", workers: "'self'" }

/**
 * The content security policy of the web app. It is that of the embedded home, with two more places: there bytes have the app's own
 * origin, here uploads go to the bucket, downloads and previews come from the content host.
 */
export function contentSecurityPolicy(
  { scripts, workers }: { scripts: string; workers: string },
  { bucketOrigin, contentOrigin }: Elsewhere,
): string {
  return (
    `default-src 'none'; script-src ${scripts}; style-src 'self'; img-src 'self' blob: data: ${contentOrigin}; ` +
    `media-src 'self' blob: ${contentOrigin}; font-src 'self'; ` +
    `connect-src 'self' ${contentOrigin} ${bucketOrigin}; worker-src ${workers}; manifest-src 'self'; base-uri 'none'; form-action 'self'; ` +
    `frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types ${TRUSTED_TYPES_POLICIES}`
  )
}

/** Opened by itself, user content may do nothing; as in the embedded home's gateway. */
export const CONTENT_POLICY = "default-src 'none'; sandbox"

const always = {
  contentTypeOptions: { override: true },
  referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
  strictTransportSecurity: {
    accessControlMaxAge: Duration.seconds(HSTS_S),
    includeSubdomains: false,
    override: true,
  },
}

const policy = (scope: Construct, id: string, props: ResponseHeadersPolicyProps) =>
  new ResponseHeadersPolicy(scope, id, props)

const custom = (headers: Record<string, string>) => ({
  customHeaders: Object.entries(headers).map(([header, value]) => ({ header, value, override: true })),
})

/**
 * The headers of the site. The policy here is the weaker one, for what the edge function is not asked about: it names our assets by the
 * host of the request, which nobody knows before the distribution is made.
 */
export const siteHeaders = (scope: Construct, elsewhere: Elsewhere): ResponseHeadersPolicy =>
  policy(scope, 'SiteHeaders', {
    securityHeadersBehavior: {
      ...always,
      contentSecurityPolicy: {
        contentSecurityPolicy: contentSecurityPolicy(ANY_OF_OURS, elsewhere),
        override: false,
      },
    },
    customHeadersBehavior: custom({
      'permissions-policy': PERMISSIONS_POLICY,
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    }),
  })

export const apiHeaders = (scope: Construct): ResponseHeadersPolicy =>
  policy(scope, 'ApiHeaders', {
    securityHeadersBehavior: { ...always, frameOptions: { frameOption: HeadersFrameOption.DENY, override: true } },
    customHeadersBehavior: custom({ 'cross-origin-resource-policy': 'same-origin' }),
  })

export const contentHeaders = (scope: Construct): ResponseHeadersPolicy =>
  policy(scope, 'ContentHeaders', {
    securityHeadersBehavior: {
      ...always,
      contentSecurityPolicy: { contentSecurityPolicy: CONTENT_POLICY, override: true },
    },
  })
