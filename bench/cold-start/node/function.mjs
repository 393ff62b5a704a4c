// What both functions share: settings, clients and keys at the start, who calls, and Lambda's Runtime API.
//
// AWS's own runtime for Node does more at its start than this loop, so the loop favours Node.

import { BatchGetItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { createHmac, timingSafeEqual } from "node:crypto";
import { Agent, request } from "node:http";

export const TABLE = process.env.SHARE_CLOUD_TABLE;
export const BUCKET = process.env.SHARE_CLOUD_BUCKET;
export const dynamodb = new DynamoDBClient({});

const parameter = await new SSMClient({}).send(
  new GetParameterCommand({ Name: process.env.SHARE_CLOUD_KEYS_PARAMETER, WithDecryption: true }),
);
const keys = JSON.parse(parameter.Parameter.Value);

// Items by kind and id, in one consistent read, by their kind.
async function getMany(asked) {
  const Keys = asked.map(([pk, sk]) => ({ pk: { S: pk }, sk: { S: sk } }));
  const answer = await dynamodb.send(new BatchGetItemCommand({ RequestItems: { [TABLE]: { Keys, ConsistentRead: true } } }));
  return new Map(answer.Responses[TABLE].map((item) => [item.pk.S, unmarshall(item)]));
}

// An entry by its id.
export async function entry(id) {
  return (await getMany([[`ENTRY#${id}`, "ENTRY"]])).get(`ENTRY#${id}`);
}

// The account that calls, read with its session.
export async function caller(event) {
  const [header, claims, signature] = event.headers.authorization.replace("Bearer ", "").split(".");
  const named = JSON.parse(decoded(header));
  const expected = createHmac("sha256", derived(keys.find((key) => key.id === named.kid))).update(`${header}.${claims}`).digest();
  const said = JSON.parse(decoded(claims));
  if (named.alg !== "HS256" || !timingSafeEqual(expected, decoded(signature)) || said.exp * 1000 <= Date.now()) {
    throw new Error("no good token");
  }
  const found = await getMany([
    [`SESSION#${said.sub}`, said.sid],
    [`ACCOUNT#${said.sub}`, "ACCOUNT"],
  ]);
  const [session, account] = [found.get(`SESSION#${said.sub}`), found.get(`ACCOUNT#${said.sub}`)];
  if ((session.epoch ?? 0) !== account.session_epoch || account.status !== "active" || !account.email_verified) {
    throw new Error("no good session");
  }
  return account;
}

const decoded = (text) => Buffer.from(text, "base64url");

function derived(key) {
  const mac = createHmac("sha256", Buffer.from(key.secret, "base64"));
  for (const part of ["share-cloud derived key", "access-token", key.id]) {
    const length = Buffer.alloc(8);
    length.writeBigUInt64BE(BigInt(part.length));
    mac.update(length).update(part);
  }
  return mac.digest();
}

const agent = new Agent({ keepAlive: true });
const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");

function ask(method, path, body) {
  return new Promise((resolve, reject) => {
    const asking = request({ agent, host, port, method, path: `/2018-06-01/runtime/invocation/${path}` }, (answer) => {
      const pieces = [];
      answer.on("data", (piece) => pieces.push(piece));
      answer.on("end", () => resolve([answer.headers, Buffer.concat(pieces)]));
    });
    asking.on("error", reject);
    asking.end(body);
  });
}

// Answers what the Runtime API asks, until it is gone.
export async function serve(handler) {
  for (;;) {
    const [headers, event] = await ask("GET", "next");
    const answer = await handler(JSON.parse(event));
    await ask("POST", `${headers["lambda-runtime-aws-request-id"]}/response`, JSON.stringify(answer));
  }
}
