import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { GATEWAY_PROBLEMS } from '../../lib/api/document.js'
import { repository } from '../../lib/rows.js'
import { app, type Json, ofType, one, rows, template, text } from '../synthesis.js'

const document = (kind: 'aws' | 'local'): Json => one(template(kind), 'AWS::ApiGateway::RestApi').Properties.Body

test('every route is a method that invokes its own function through the one role and asks for the key', () => {
  for (const kind of ['aws', 'local'] as const) {
    const { paths } = document(kind)
    const found = Object.entries<Json>(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    assert.deepEqual(found.sort(), rows.routes.map((route) => `${route.method} ${route.path}`).sort())
    for (const route of rows.routes) {
      const method = paths[route.path][route.method.toLowerCase()]
      const integration = method['x-amazon-apigateway-integration']
      assert.match(text(integration.uri), new RegExp(`:function:share-cloud-${route.name}/invocations$`))
      assert.match(text(integration.credentials), /^<ApiRole\w+\.Arn>$/)
      assert.deepEqual(method.security, [{ key: [] }], `${route.name} asks for the key`)
    }
  }
})

test('the key is an API key of its own, on a plan with a limit, and comes from outside', () => {
  const from = template('aws')
  assert.deepEqual(one(from, 'AWS::ApiGateway::ApiKey').Properties.Value, { Ref: 'OriginKey' })
  assert.equal(from.Parameters.OriginKey?.NoEcho, true)
  assert.equal(from.Parameters.OriginKey?.Default, undefined)
  assert.deepEqual(one(from, 'AWS::ApiGateway::UsagePlan').Properties.Throttle, { BurstLimit: 1_000, RateLimit: 500 })
  assert.equal(ofType(from, 'AWS::ApiGateway::UsagePlanKey').length, 1)
})

test('all routes together are throttled, and no request or answer is logged by the gateway', () => {
  const [settings] = one(template('aws'), 'AWS::ApiGateway::Stage').Properties.MethodSettings
  assert.equal(settings.ResourcePath, '/*')
  assert.deepEqual(
    [settings.ThrottlingRateLimit, settings.ThrottlingBurstLimit, settings.DataTraceEnabled],
    [500, 1_000, false],
  )
})

test('what the gateway answers by itself are problems of the closed list, with its status and title', () => {
  const source = readFileSync(`${repository}crates/domain/src/problem.rs`, 'utf8')
  const responses = document('aws')['x-amazon-apigateway-gateway-responses']
  for (const { response, code, status, title } of GATEWAY_PROBLEMS) {
    assert.ok(source.includes(`= "${code}", ${status}, "${title}";`), `${code} is as the closed list says`)
    const body = JSON.parse(responses[response].responseTemplates['application/json'])
    assert.deepEqual(
      [body.code, body.status, body.type, body.request_id],
      [code, status, `urn:share-cloud:problem:${code}`, '$context.requestId'],
    )
    assert.equal(responses[response].statusCode, String(status))
  }
})

test('another route makes another deployment of the API', () => {
  const id = (from: { Resources: Json }) =>
    Object.keys(from.Resources).find((key) => from.Resources[key].Type === 'AWS::ApiGateway::Deployment')
  const fewer = app('local', {}, { ...rows, routes: rows.routes.slice(1) }).app.synth().stacks[0]?.template
  assert.notEqual(id(fewer), id(template('local')))
})
