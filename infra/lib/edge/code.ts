import { contentSecurityPolicy, type Elsewhere, scriptsOf } from './headers.js'

/**
 * The three small functions at the edge (CloudFront Functions, runtime 2.0). Each is whole in itself; the tests run exactly this text.
 */

/** Files of the web app outside of assets/, as `/sw.js`. */
export type SiteFiles = readonly string[]

/** Every path of the app is one page. Assets and files that exist keep their paths; so a missing asset is 404 and not a page. */
export const sitePathsCode = (files: SiteFiles): string =>
  `
var files = ${JSON.stringify(files)};
function handler(event) {
  var request = event.request;
  var isFile = request.uri.indexOf('/assets/') === 0 || files.indexOf(request.uri) >= 0;
  if (!isFile) request.uri = '/index.html';
  return request;
}
`.trimStart()

const HOST_MARK = '__HOST__'

/** Names our assets by the host that the browser asked, whichever of its names the site was reached by. */
export function sitePolicyCode(elsewhere: Elsewhere): string {
  const policy = contentSecurityPolicy(scriptsOf(`https://${HOST_MARK}`), elsewhere)
  return `
var policy = "${policy}";
function handler(event) {
  var host = event.request.headers.host;
  if (host && /^[a-z0-9.-]+$/.test(host.value))
    event.response.headers['content-security-policy'] = { value: policy.split('${HOST_MARK}').join(host.value) };
  return event.response;
}
`.trimStart()
}

/**
 * Refuses a body that is larger than any route takes before it travels on. What a single route takes, its function checks; API Gateway
 * has no such setting, and stops at 10 MB by itself.
 */
export const apiBodiesCode = (largestBodyBytes: number): string =>
  `
var largest = ${largestBodyBytes};
function handler(event) {
  var length = event.request.headers['content-length'];
  if (!length || Number(length.value) <= largest) return event.request;
  var problem = {
    type: 'urn:share-cloud:problem:too_large', title: 'This is too large', status: 413,
    detail: 'The body is larger than any route takes.', code: 'too_large', request_id: event.context.requestId
  };
  return {
    statusCode: 413,
    statusDescription: 'Content Too Large',
    headers: { 'content-type': { value: 'application/problem+json' }, 'cache-control': { value: 'no-store' } },
    body: { encoding: 'text', data: JSON.stringify(problem) }
  };
}
`.trimStart()
