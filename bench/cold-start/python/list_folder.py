"""The route list-folder, as a function in Python."""

import json
from datetime import UTC, datetime

import function

_LIMIT = 100


def page(folder):
    items = []
    for group in ("0", "1"):
        answer = function.dynamodb.query(
            TableName=function.TABLE,
            IndexName="lsi1",
            ConsistentRead=True,
            KeyConditionExpression="pk = :pk AND begins_with(lsi1, :group)",
            ExpressionAttributeValues={":pk": {"S": f"NAME#{folder}"}, ":group": {"S": group}},
            Limit=_LIMIT + 1 - len(items),
        )
        items += [function.plain(item) for item in answer["Items"]]
    return items[:_LIMIT]


def moment(milliseconds):
    return datetime.fromtimestamp(int(milliseconds) / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def view(item):
    return {
        "id": item["entry_id"],
        "kind": item["kind"],
        "name": item["name"],
        "parent_id": item["parent_id"],
        "size_bytes": int(item.get("size_bytes", 0)),
        "content_type": item.get("content_type"),
        "sha256": item.get("sha256"),
        "checksum": item.get("checksum"),
        "version_id": item.get("version_id"),
        "created_at": moment(item["created_at"]),
        "modified_at": moment(item["modified_at"]),
        "starred": item["starred"],
    }


def handler(event):
    account = function.caller(event)
    folder = account["root_id"]
    if function.entries([folder])[folder]["account_id"] != account["account_id"]:
        return {"statusCode": 404}
    body = json.dumps({"items": [view(item) for item in page(folder)], "next_cursor": None})
    return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": body}


function.serve(handler)
