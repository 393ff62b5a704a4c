import { Aws } from 'aws-cdk-lib'
import type { Route } from '../rows.js'

/** The header that only CloudFront, or the front of a local cloud, knows. */
export const KEY_HEADER = 'x-api-key'

type Json = Record<string, unknown>

/** What API Gateway answers by itself: the same problems as the functions do (RFC 9457). */
interface GatewayProblem {
  readonly response: string
  readonly status: number
  readonly code: string
  readonly title: string
  readonly detail: string
  readonly retryAfterS?: number
}

const BUSY = { status: 503, code: 'unavailable', title: 'The service is busy: try again in a moment', retryAfterS: 1 }
const HERE = { status: 404, code: 'not_found', title: 'There is nothing here' }
const LIMIT = { status: 429, code: 'too_many_requests', title: 'Too many tries: wait a little', retryAfterS: 1 }

export const GATEWAY_PROBLEMS: readonly GatewayProblem[] = [
  // REST APIs say "missing authentication token" of a path or method that they do not have.
  { response: 'MISSING_AUTHENTICATION_TOKEN', ...HERE, detail: 'No route answers here.' },
  {
    response: 'INVALID_API_KEY',
    status: 403,
    code: 'forbidden',
    title: 'You may not do this',
    detail: 'Come in by the address of the site.',
  },
  {
    response: 'REQUEST_TOO_LARGE',
    status: 413,
    code: 'too_large',
    title: 'This is too large',
    detail: 'The body is larger than any route takes.',
  },
  { response: 'THROTTLED', ...LIMIT, detail: 'The service gets more requests than it takes: try again in a moment.' },
  {
    response: 'QUOTA_EXCEEDED',
    ...LIMIT,
    detail: 'The service gets more requests than it takes: try again in a moment.',
  },
  { response: 'INTEGRATION_TIMEOUT', ...BUSY, detail: 'The answer took too long: try again in a moment.' },
  { response: 'INTEGRATION_FAILURE', ...BUSY, detail: 'The function did not answer: try again in a moment.' },
  { response: 'API_CONFIGURATION_ERROR', ...BUSY, detail: 'The function did not answer: try again in a moment.' },
]

function gatewayResponse({ status, code, title, detail, retryAfterS }: GatewayProblem): Json {
  const problem = {
    type: `urn:share-cloud:problem:${code}`,
    title,
    status,
    detail,
    code,
    request_id: '$context.requestId',
  }
  const headers: Record<string, string> = { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' }
  if (retryAfterS !== undefined) headers['Retry-After'] = String(retryAfterS)
  const parameters = Object.entries(headers).map(([name, value]) => [`gatewayresponse.header.${name}`, `'${value}'`])
  return {
    statusCode: String(status),
    responseParameters: Object.fromEntries(parameters),
    responseTemplates: { 'application/json': JSON.stringify(problem) },
  }
}

const pathParameters = (path: string) =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))

function method(route: Route, functionArn: string, roleArn: string): Json {
  return {
    operationId: route.name,
    parameters: pathParameters(route.path),
    security: [{ key: [] }],
    responses: { default: { description: 'What the function answers' } },
    'x-amazon-apigateway-integration': {
      type: 'aws_proxy',
      httpMethod: 'POST',
      uri: `arn:${Aws.PARTITION}:apigateway:${Aws.REGION}:lambda:path/2015-03-31/functions/${functionArn}/invocations`,
      credentials: roleArn,
      passthroughBehavior: 'when_no_match',
      timeoutInMillis: Math.min(route.timeout_s * 1_000, 29_000),
    },
  }
}

/** The API as an OpenAPI body: one document instead of two resources for each route, which keeps the stack far from its limit. */
export function apiDocument(
  title: string,
  routes: readonly Route[],
  functionArn: (route: Route) => string,
  roleArn: string,
): Json {
  const paths: Record<string, Json> = {}
  for (const route of routes)
    (paths[route.path] ??= {})[route.method.toLowerCase()] = method(route, functionArn(route), roleArn)
  return {
    openapi: '3.0.1',
    info: { title, version: '1' },
    paths,
    components: { securitySchemes: { key: { type: 'apiKey', name: KEY_HEADER, in: 'header' } } },
    'x-amazon-apigateway-api-key-source': 'HEADER',
    'x-amazon-apigateway-gateway-responses': Object.fromEntries(
      GATEWAY_PROBLEMS.map((problem) => [problem.response, gatewayResponse(problem)]),
    ),
  }
}
