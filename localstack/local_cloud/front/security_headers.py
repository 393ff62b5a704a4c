"""What every answer of the web app tells the browser not to do: `crates/local/src/web/headers.rs`, and MinIO beside the own origin,
because here the bytes have another."""

from __future__ import annotations

PERMISSIONS_POLICY = (
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), "
    "midi=(), payment=(), serial=(), usb=(), xr-spatial-tracking=(), browsing-topics=(), clipboard-write=(self), fullscreen=(self)"
)
TRUSTED_TYPES_POLICIES = "svelte-trusted-html share-cloud-workers"


def security_headers(origin: str, objects: str) -> dict[str, str]:
    return {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": PERMISSIONS_POLICY,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Content-Security-Policy": content_security_policy(origin, objects),
    }


def content_security_policy(origin: str, objects: str) -> str:
    return (
        f"default-src 'none'; script-src {origin}/assets/; style-src 'self'; img-src 'self' blob: data: {objects}; "
        f"media-src 'self' blob: {objects}; font-src 'self'; connect-src 'self' {objects}; "
        f"worker-src {origin}/assets/ {origin}/sw.js; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
        f"require-trusted-types-for 'script'; trusted-types {TRUSTED_TYPES_POLICIES}"
    )
