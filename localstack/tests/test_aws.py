"""Signed calls, against AWS's own published example."""

from __future__ import annotations

import unittest
from datetime import UTC, datetime

from local_cloud.aws import Request, make_bucket, signed_headers
from local_cloud.settings import Settings, Unusable


class Signing(unittest.TestCase):
    def test_the_published_example_has_the_published_signature(self) -> None:
        """https://docs.aws.amazon.com/IAM/latest/UserGuide/signing-elements.html, "get-vanilla-query-order-key-case" of AWS's test suite."""
        request = Request("service", "GET", "https://example.amazonaws.com/?Param2=value2&Param1=value1", {}, b"")
        now = datetime(2015, 8, 30, 12, 36, tzinfo=UTC)
        headers = signed_headers(request, "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "us-east-1", now)
        self.assertEqual(
            headers["authorization"],
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, "
            "Signature=b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        )

    def test_an_object_store_is_told_the_hash_of_the_body(self) -> None:
        request = Request("s3", "PUT", "http://127.0.0.1:9000/bucket", {}, b"")
        headers = signed_headers(request, "key", "secret", "us-east-1", datetime(2015, 8, 30, tzinfo=UTC))
        self.assertEqual(headers["x-amz-content-sha256"], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        self.assertIn("host;x-amz-content-sha256;x-amz-date", headers["authorization"])

    def test_a_service_that_is_away_is_told_of(self) -> None:
        settings = Settings.anywhere()
        with self.assertRaisesRegex(Unusable, "s3 does not answer PUT http://127.0.0.1"):
            make_bucket(settings, settings.objects, "bucket")


if __name__ == "__main__":
    unittest.main()
