// The route list-folder, as a function in Node.

import { QueryCommand } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { caller, dynamodb, entry, serve, TABLE } from "./function.mjs";

const LIMIT = 100;

async function page(folder) {
  const items = [];
  for (const group of ["0", "1"]) {
    const query = new QueryCommand({
      TableName: TABLE,
      IndexName: "lsi1",
      ConsistentRead: true,
      KeyConditionExpression: "pk = :pk AND begins_with(lsi1, :group)",
      ExpressionAttributeValues: { ":pk": { S: `NAME#${folder}` }, ":group": { S: group } },
      Limit: LIMIT + 1 - items.length,
    });
    items.push(...(await dynamodb.send(query)).Items.map((item) => unmarshall(item)));
  }
  return items.slice(0, LIMIT);
}

const view = (item) => ({
  id: item.entry_id,
  kind: item.kind,
  name: item.name,
  parent_id: item.parent_id,
  size_bytes: item.size_bytes ?? 0,
  content_type: item.content_type ?? null,
  sha256: item.sha256 ?? null,
  checksum: item.checksum ?? null,
  version_id: item.version_id ?? null,
  created_at: new Date(item.created_at).toISOString(),
  modified_at: new Date(item.modified_at).toISOString(),
  starred: item.starred,
});

await serve(async (event) => {
  const account = await caller(event);
  const folder = account.root_id;
  if ((await entry(folder)).account_id !== account.account_id) {
    return { statusCode: 404 };
  }
  const body = JSON.stringify({ items: (await page(folder)).map(view), next_cursor: null });
  return { statusCode: 200, headers: { "content-type": "application/json" }, body };
});
