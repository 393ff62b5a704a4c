//! What every answer of the web app tells the browser not to do.

use crate::flags::BaseUrl;
use http::header::{CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderMap, HeaderValue};

/// The only Trusted Types policies that may be made: Svelte's for its templates, and ours for the addresses of workers.
pub const TRUSTED_TYPES_POLICIES: &str = "svelte-trusted-html share-cloud-workers";

/// What the app never uses, so that nothing in it can.
const PERMISSIONS_POLICY: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), \
    midi=(), payment=(), serial=(), usb=(), xr-spatial-tracking=(), browsing-topics=(), clipboard-write=(self), fullscreen=(self)";

const HSTS: &str = "max-age=31536000";

/// The origin that a request came to, as the browser sees it: `https://files.example.org`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestOrigin(pub String);

/// Puts the security headers of the web app on an answer. Without an origin, or with one that a policy cannot name, scripts may come
/// from the whole of the app's own origin instead of its assets alone.
pub fn set_security_headers(headers: &mut HeaderMap, origin: Option<&RequestOrigin>) {
    let origin = origin.and_then(|origin| origin.0.parse::<BaseUrl>().ok());
    for (name, value) in [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("permissions-policy"), PERMISSIONS_POLICY),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(policy) = HeaderValue::from_str(&content_security_policy(origin.as_ref())) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    if origin.is_some_and(|origin| origin.is_https()) {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(HSTS));
    }
}

fn content_security_policy(origin: Option<&BaseUrl>) -> String {
    // A policy has no words for IPv6 addresses or underscores (CSP 3, host-part).
    let origin = origin.filter(|origin| !origin.host().contains(['[', '_']));
    let (scripts, workers) = match origin {
        Some(origin) => (format!("{origin}/assets/"), format!("{origin}/assets/ {origin}/sw.js")),
        None => ("'self'".to_owned(), "'self'".to_owned()),
    };
    format!(
        "default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; font-src 'self'; \
         connect-src 'self'; worker-src {workers}; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
         require-trusted-types-for 'script'; trusted-types {TRUSTED_TYPES_POLICIES}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(origin: Option<&str>) -> HeaderMap {
        let mut headers = HeaderMap::new();
        set_security_headers(&mut headers, origin.map(|origin| RequestOrigin(origin.to_owned())).as_ref());
        headers
    }

    fn policy(origin: &str) -> String {
        headers(Some(origin))[CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned()
    }

    #[test]
    fn scripts_come_from_our_assets_alone() {
        assert_eq!(
            policy("https://files.example.org"),
            "default-src 'none'; script-src https://files.example.org/assets/; style-src 'self'; img-src 'self' blob: data:; \
             media-src 'self' blob:; font-src 'self'; connect-src 'self'; \
             worker-src https://files.example.org/assets/ https://files.example.org/sw.js; manifest-src 'self'; base-uri 'none'; \
             form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; \
             trusted-types svelte-trusted-html share-cloud-workers"
        );
        assert!(policy("http://localhost:8080").contains("script-src http://localhost:8080/assets/;"));
    }

    #[test]
    fn an_origin_that_a_policy_cannot_name_falls_back_to_self() {
        for origin in [
            "http://[::1]:8080",
            "http://my_host",
            "",
            "null",
            "http://a; script-src *",
            "http://a'unsafe-inline'",
            "http://a/b",
            "http://a\r\nx: y",
        ] {
            let policy = policy(origin);
            assert!(policy.contains("script-src 'self';") && policy.contains("worker-src 'self';"), "{origin}: {policy}");
            assert!(!policy.contains("unsafe") && !policy.contains('*'), "{origin}: {policy}");
        }
        assert!(headers(None)[CONTENT_SECURITY_POLICY].to_str().unwrap().contains("script-src 'self';"));
    }

    #[test]
    fn hsts_is_for_https_alone() {
        assert_eq!(headers(Some("https://files.example.org"))[STRICT_TRANSPORT_SECURITY], HSTS);
        for origin in [None, Some("http://localhost:8080"), Some("httpsx://a")] {
            assert!(!headers(origin).contains_key(STRICT_TRANSPORT_SECURITY));
        }
    }

    #[test]
    fn the_other_headers_are_always_there() {
        let headers = headers(None);
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(headers[name], value);
        }
        assert!(headers["permissions-policy"].to_str().unwrap().contains("camera=(), "));
    }
}
