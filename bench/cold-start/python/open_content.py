"""The route open-content, as a function in Python: a redirect to a presigned URL."""

from urllib.parse import quote

import function

s3 = function.s3()


def handler(event):
    account = function.caller(event)
    id = event["pathParameters"]["id"]
    entry = function.entries([id])[id]
    above = function.entries([entry["parent_id"]])[entry["parent_id"]]
    if entry["account_id"] != account["account_id"] or above["entry_id"] != account["root_id"]:
        return {"statusCode": 404}
    name = entry["name"]
    signed = {
        "Bucket": function.BUCKET,
        "Key": f"accounts/{entry['account_id']}/{entry['version_id']}",
        "ResponseContentType": "application/octet-stream",
        "ResponseContentDisposition": f"attachment; filename=\"{name}\"; filename*=UTF-8''{quote(name)}",
        "ResponseCacheControl": "private, no-store",
    }
    return {"statusCode": 302, "headers": {"location": s3.generate_presigned_url("get_object", signed, ExpiresIn=60)}}


function.serve(handler)
