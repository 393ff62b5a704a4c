// The route open-content, as a function in Node: a redirect to a presigned URL.

import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { BUCKET, caller, entry, serve } from "./function.mjs";

const s3 = new S3Client({ forcePathStyle: true });

await serve(async (event) => {
  const account = await caller(event);
  const asked = await entry(event.pathParameters.id);
  const above = await entry(asked.parent_id);
  if (asked.account_id !== account.account_id || above.entry_id !== account.root_id) {
    return { statusCode: 404 };
  }
  const content = new GetObjectCommand({
    Bucket: BUCKET,
    Key: `accounts/${asked.account_id}/${asked.version_id}`,
    ResponseContentType: "application/octet-stream",
    ResponseContentDisposition: `attachment; filename="${asked.name}"; filename*=UTF-8''${encodeURIComponent(asked.name)}`,
    ResponseCacheControl: "private, no-store",
  });
  return { statusCode: 302, headers: { location: await getSignedUrl(s3, content, { expiresIn: 60 }) } };
});
