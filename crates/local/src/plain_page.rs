//! Pages that the program writes itself: no file beside them, one inline style and at most one inline script, which the policy names by
//! their hashes.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{ACCEPT_LANGUAGE, CACHE_CONTROL, HeaderName, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderMap, HeaderValue};
use sha2::{Digest, Sha256};
use share_cloud_domain::account::Locale;

/// The tokens of the web app (frontend/src/styles/tokens.css), as far as these pages need them.
const STYLE: &str = "\
:root{color-scheme:light dark;--ground:#f8f6f3;--paper:#fff;--ink:#211e1a;--quiet:#6b645b;--line:#e5e0da;--accent:#0e5f73;--on-accent:#fff}\
@media(prefers-color-scheme:dark){:root{--ground:#151412;--paper:#1d1c19;--ink:#efece7;--quiet:#a39c92;--line:#34312d;--accent:#66c0d2;--on-accent:#05232b}}\
@media(prefers-contrast:more){:root{--quiet:var(--ink);--line:var(--ink)}}\
body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 \"Pretendard Variable\",Pretendard,-apple-system,BlinkMacSystemFont,\"Apple SD Gothic Neo\",\"Segoe UI\",\"Malgun Gothic\",\"Noto Sans KR\",\"Noto Sans CJK KR\",sans-serif}\
.brand{display:inline-flex;align-items:center;gap:10px;margin:16px 20px;color:var(--ink);font-size:18px;font-weight:650;letter-spacing:-.015em;text-decoration:none}\
.brand rect{fill:var(--accent)}.brand path{fill:none;stroke:var(--on-accent);stroke-width:2.2;stroke-linejoin:round}\
main{max-width:640px;margin:0 auto;padding:20px 20px 64px}\
header{display:flex;flex-wrap:wrap;gap:8px 16px;align-items:center;justify-content:space-between}\
h1{font-size:24px;line-height:1.3;letter-spacing:-.02em;margin:0}h2{font-size:18px;line-height:1.4;margin:0 0 4px}\
p{margin:8px 0}button,header a{border-radius:8px;font:inherit;font-weight:600}\
button{margin:16px 0;padding:10px 18px;border:0;background:var(--accent);color:var(--on-accent)}\
header a{padding:7px 14px;border:1px solid var(--line);background:var(--paper);color:var(--ink);text-decoration:none}\
.quiet{color:var(--quiet);font-size:13px}a{color:var(--accent);overflow-wrap:anywhere}\
button:focus-visible,a:focus-visible{outline:2px solid var(--accent);outline-offset:2px}\
article{background:var(--paper);border:1px solid var(--line);border-radius:10px;padding:20px 24px;margin-top:16px}\
.body{white-space:pre-wrap;word-break:keep-all;overflow-wrap:anywhere;margin:16px 0 0}";

/// The product's sign and name, as above every page of the web app.
const BRAND: &str = "<div role=\"banner\"><a class=\"brand\" href=\"/\"><svg width=\"28\" height=\"28\" viewBox=\"0 0 32 32\" aria-hidden=\"true\">\
<rect width=\"32\" height=\"32\" rx=\"9\"/><path d=\"M10.2 22.5a4.7 4.7 0 0 1-.6-9.36 6.6 6.6 0 0 1 12.7 1.5 4 4 0 0 1-.5 7.86z\"/></svg>share-cloud</a></div>";

/// The policy of a page: its own style, its own script if it has one, which may then speak to this home, and nothing else.
pub(crate) fn content_security_policy(script: Option<&str>) -> String {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text));
    let script = script.map_or_else(String::new, |script| format!(" script-src 'sha256-{}'; connect-src 'self';", hash(script)));
    let style = hash(STYLE);
    format!("default-src 'none'; style-src 'sha256-{style}';{script} base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
}

/// The whole page. `title` and `main` are markup already.
pub(crate) fn document(lang: &str, title: &str, main: &str, script: Option<&str>) -> String {
    let script = script.map_or_else(String::new, |script| format!("<script>{script}</script>"));
    format!(
        "<!doctype html><html lang=\"{lang}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title} · share-cloud</title><style>{STYLE}</style></head><body>{BRAND}<main>{main}</main>{script}</body></html>"
    )
}

/// What keeps an answer out of caches, frames and other windows.
pub(crate) fn set_private_headers(headers: &mut HeaderMap) {
    for (name, value) in [
        (CACHE_CONTROL, "no-store"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// The language that the reader's browser asks for first; English when it asks for neither.
pub(crate) fn locale_of(headers: &HeaderMap) -> Locale {
    let wishes = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut best = (Locale::En, 0.0);
    for wish in wishes.split(',') {
        let (tag, weight) = wish.split_once(';').unwrap_or((wish, "q=1"));
        let weight: f32 = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse().ok()).unwrap_or(0.0);
        let locale = match tag.trim().split('-').next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "ko" => Locale::Ko,
            "en" => Locale::En,
            _ => continue,
        };
        if weight > best.1 {
            best = (locale, weight);
        }
    }
    best.0
}

/// The text as markup that shows it.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(language: &str) -> Locale {
        locale_of(&HeaderMap::from_iter([(ACCEPT_LANGUAGE, HeaderValue::from_str(language).unwrap())]))
    }

    #[test]
    fn a_page_speaks_the_language_that_is_asked_for() {
        for (language, locale) in [
            ("ko", Locale::Ko),
            ("ko-KR,ko;q=0.9,en;q=0.8", Locale::Ko),
            ("en-US,en;q=0.9,ko;q=0.8", Locale::En),
            ("en;q=0.5, KO;q=0.7", Locale::Ko),
            ("fr,ko;q=0.3,en;q=0.2", Locale::Ko),
            ("ko;q=0", Locale::En),
            ("fr", Locale::En),
            ("", Locale::En),
            (";;q=,,ko;q=x", Locale::En),
        ] {
            assert_eq!(wish(language), locale, "{language}");
        }
    }

    #[test]
    fn a_page_has_the_products_sign_and_both_its_themes_without_a_style_of_an_element() {
        let html = document("en", "Outbox", "", None);
        assert!(html.contains(">share-cloud</a>") && html.contains("prefers-color-scheme:dark"), "{html}");
        assert!(!html.contains(" style="), "the policy would not let it be: {html}");
    }

    #[test]
    fn a_page_without_a_script_may_run_none() {
        let policy = content_security_policy(None);
        assert!(!policy.contains("script") && !policy.contains("unsafe") && policy.starts_with("default-src 'none';"), "{policy}");
        let with_script = content_security_policy(Some("1"));
        assert!(with_script.contains("script-src 'sha256-a4ayc/80/OGda4BO/1o/V0etpOqiLx1JwB5S3beHW0s='"), "{with_script}");
    }
}
