import { Aws, Duration, Validations } from 'aws-cdk-lib'
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager'
import {
  AllowedMethods,
  CacheCookieBehavior,
  CacheHeaderBehavior,
  CachePolicy,
  CacheQueryStringBehavior,
  Distribution,
  type DistributionProps,
  Function,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestCookieBehavior,
  OriginRequestHeaderBehavior,
  OriginRequestPolicy,
  OriginRequestQueryStringBehavior,
  OriginSslPolicy,
  PriceClass,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront'
import { HttpOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins'
import { AccessLevel } from 'aws-cdk-lib/aws-cloudfront'
import type { IBucket } from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import { STAGE } from '../api/api.js'
import { KEY_HEADER } from '../api/document.js'
import type { AwsParts } from '../settings.js'
import { apiBodiesCode, type SiteFiles, sitePathsCode, sitePolicyCode } from './code.js'
import { apiHeaders, contentHeaders, siteHeaders } from './headers.js'

/** What the routes read of a request, and where the browser is; Authorization comes with the cache policy. */
export const API_HEADERS = [
  'Accept',
  'Accept-Language',
  'Content-Type',
  'If-None-Match',
  'Origin',
  'Sec-Fetch-Site',
  'User-Agent',
  'CloudFront-Viewer-Address',
]
/** What CORS at the bucket needs. CloudFront sends Range on by itself. */
export const CONTENT_HEADERS = ['Origin', 'Access-Control-Request-Headers', 'Access-Control-Request-Method']

const httpsOnly = { protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY, originSslProtocols: [OriginSslPolicy.TLS_V1_2] }

interface Names {
  readonly domain?: string
  readonly certificateArn?: string
}

/** What both distributions are. */
function common(scope: Construct, { domain, certificateArn }: Names) {
  const own: Partial<DistributionProps> =
    domain === undefined || certificateArn === undefined
      ? {}
      : {
          domainNames: [domain],
          certificate: Certificate.fromCertificateArn(scope, 'Certificate', certificateArn),
          minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
        }
  return { ...own, httpVersion: HttpVersion.HTTP2_AND_3, priceClass: PriceClass.PRICE_CLASS_ALL, enableIpv6: true }
}

/**
 * The host that people's files are fetched from: the bucket's regional host behind CloudFront. A ticket's signature covers the bucket's
 * host, so Host is never sent on, and CloudFront must not sign too. The query is the signature: all of it goes on, by a policy of our own,
 * as AWS's own ones leave out response-content-type and -disposition. No method but reading: uploads go to the bucket itself.
 */
export class Content extends Construct {
  readonly origin: string
  readonly distribution: Distribution

  constructor(scope: Construct, parts: AwsParts, bucketHost: string) {
    super(scope, 'Content')
    const { domain } = parts
    const originRequestPolicy = new OriginRequestPolicy(this, 'Request', {
      cookieBehavior: OriginRequestCookieBehavior.none(),
      queryStringBehavior: OriginRequestQueryStringBehavior.all(),
      headerBehavior: OriginRequestHeaderBehavior.allowList(...CONTENT_HEADERS),
    })
    this.distribution = new Distribution(this, 'Distribution', {
      ...common(this, { domain: domain?.content, certificateArn: domain?.certificateArn }),
      comment: 'share-cloud: content',
      defaultBehavior: {
        origin: new HttpOrigin(bucketHost, httpsOnly),
        allowedMethods: AllowedMethods.ALLOW_GET_HEAD_OPTIONS,
        cachePolicy: CachePolicy.CACHING_DISABLED,
        originRequestPolicy,
        responseHeadersPolicy: contentHeaders(this),
        viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
        compress: false,
      },
    })
    this.origin = `https://${domain?.content ?? this.distribution.distributionDomainName}`
  }
}

export interface SiteParts {
  readonly parts: AwsParts
  readonly web: IBucket
  readonly apiId: string
  readonly originKey: string
  readonly contentOrigin: string
  readonly bucketOrigin: string
  readonly siteFiles: SiteFiles
  readonly largestBodyBytes: number
  readonly webAclArn?: string
}

/** The web app and the API under one host. */
export class Site extends Construct {
  readonly distribution: Distribution
  readonly origin: string

  constructor(scope: Construct, given: SiteParts) {
    super(scope, 'Site')
    const { domain } = given.parts
    this.distribution = new Distribution(this, 'Distribution', {
      ...common(this, { domain: domain?.site, certificateArn: domain?.certificateArn }),
      comment: 'share-cloud: site and API',
      defaultRootObject: 'index.html',
      webAclId: given.webAclArn,
      defaultBehavior: this.pages(given),
      additionalBehaviors: { '/api': this.api(given), '/api/*': this.api(given) },
    })
    Validations.of(this).acknowledge({
      id: 'Annotation::@aws-cdk/aws-cloudfront-origins:listBucketSecurityRisk',
      reason:
        'The distribution has a default root object, and the edge turns every path into one of a file: the bucket is never listed.',
    })
    this.origin = `https://${domain?.site ?? this.distribution.distributionDomainName}`
  }

  private edge(id: string, code: string): Function {
    return new Function(this, id, { code: FunctionCode.fromInline(code), runtime: FunctionRuntime.JS_2_0 })
  }

  private pages(given: SiteParts) {
    const elsewhere = { bucketOrigin: given.bucketOrigin, contentOrigin: given.contentOrigin }
    return {
      // With LIST the bucket answers 404 to what is missing, instead of 403.
      origin: S3BucketOrigin.withOriginAccessControl(given.web, {
        originAccessLevels: [AccessLevel.READ, AccessLevel.LIST],
      }),
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
      responseHeadersPolicy: siteHeaders(this, elsewhere),
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      compress: true,
      functionAssociations: [
        { eventType: FunctionEventType.VIEWER_REQUEST, function: this.edge('Paths', sitePathsCode(given.siteFiles)) },
        { eventType: FunctionEventType.VIEWER_RESPONSE, function: this.edge('Policy', sitePolicyCode(elsewhere)) },
      ],
    }
  }

  private apiParts?: ReturnType<Site['makeApi']>

  /** One behaviour for `/api` and what is below it. */
  private api(given: SiteParts) {
    return (this.apiParts ??= this.makeApi(given))
  }

  private makeApi(given: SiteParts) {
    return {
      origin: new HttpOrigin(`${given.apiId}.execute-api.${Aws.REGION}.${Aws.URL_SUFFIX}`, {
        ...httpsOnly,
        originPath: `/${STAGE}`,
        customHeaders: { [KEY_HEADER]: given.originKey },
        readTimeout: Duration.seconds(30),
      }),
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: this.apiCachePolicy(),
      originRequestPolicy: new OriginRequestPolicy(this, 'ApiRequest', {
        cookieBehavior: OriginRequestCookieBehavior.all(),
        queryStringBehavior: OriginRequestQueryStringBehavior.all(),
        headerBehavior: OriginRequestHeaderBehavior.allowList(...API_HEADERS),
      }),
      responseHeadersPolicy: apiHeaders(this),
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      // Answers hold tokens beside what strangers chose; compressed, their length would tell about them.
      compress: false,
      functionAssociations: [
        {
          eventType: FunctionEventType.VIEWER_REQUEST,
          function: this.edge('Bodies', apiBodiesCode(given.largestBodyBytes)),
        },
      ],
    }
  }

  /**
   * Nothing is kept: every answer of the API says no-store or no-cache, and without either the life is 0. CloudFront sends Authorization on
   * only as a part of a cache key, and takes no key without a longest life above 0; hence the one second that nothing ever reaches. The
   * query is in the key too, so that requests that are under way at once are never taken for one another.
   */
  private apiCachePolicy(): CachePolicy {
    return new CachePolicy(this, 'ApiCache', {
      minTtl: Duration.seconds(0),
      defaultTtl: Duration.seconds(0),
      maxTtl: Duration.seconds(1),
      headerBehavior: CacheHeaderBehavior.allowList('Authorization'),
      queryStringBehavior: CacheQueryStringBehavior.all(),
      cookieBehavior: CacheCookieBehavior.all(),
      enableAcceptEncodingBrotli: false,
      enableAcceptEncodingGzip: false,
    })
  }
}
