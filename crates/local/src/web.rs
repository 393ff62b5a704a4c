//! The web app, which the program carries inside: `index.html` for every path that is nothing else, and its hashed assets.

mod headers;

pub use headers::{RequestOrigin, TRUSTED_TYPES_POLICIES, set_security_headers};

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::header::{ACCEPT_ENCODING, ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use rust_embed::{Embed, EmbeddedFile};

/// Assets carry a hash of their content in their name, so a name never gets another content.
const FOREVER: &str = "public, max-age=31536000, immutable";
/// Everything else is asked for again each time and costs a 304.
const ASK_AGAIN: &str = "no-cache";
/// How a file is compressed, best first: the coding's name and the end of the file that holds it.
const CODINGS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];

/// What a program that was built without the web app shows.
const NOT_BUILT: &str = "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>share-cloud</title></head><body>\
    <h1>share-cloud</h1><p>This program was built without the web app. Run <code>make run</code> to build both and start them. \
    The API answers under <code>/api</code>.</p><p lang=\"ko\">웹 앱 없이 만들어진 프로그램이에요. <code>make run</code>으로 함께 만들어 시작해 주세요. \
    API는 <code>/api</code>에서 쓸 수 있어요.</p></body></html>";

#[derive(Embed)]
#[folder = "../../frontend/dist"]
#[allow_missing = true]
struct Built;

/// A file of the web app.
struct WebFile {
    content: Bytes,
    sha256: [u8; 32],
}

impl From<EmbeddedFile> for WebFile {
    fn from(file: EmbeddedFile) -> Self {
        let sha256 = file.metadata.sha256_hash();
        let content = match file.data {
            std::borrow::Cow::Borrowed(content) => Bytes::from_static(content),
            std::borrow::Cow::Owned(content) => Bytes::from(content),
        };
        Self { content, sha256 }
    }
}

/// Finds a file of the web app by its path without the first slash.
type Find = fn(&str) -> Option<WebFile>;

/// Answers GET and HEAD for every path that no other route takes; nothing below `/api`. The request's [`RequestOrigin`] comes as an
/// extension.
pub async fn serve(request: Request) -> Response {
    serve_from(|name| Built::get(name).map(WebFile::from), &request)
}

fn serve_from(find: Find, request: &Request) -> Response {
    let mut response = answer(find, request);
    set_security_headers(response.headers_mut(), request.extensions().get());
    response
}

fn answer(find: Find, request: &Request) -> Response {
    let path = request.uri().path();
    if path == "/api" || path.starts_with("/api/") {
        return StatusCode::NOT_FOUND.into_response();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return (StatusCode::METHOD_NOT_ALLOWED, [(ALLOW, "GET, HEAD")]).into_response();
    }
    let name = path.trim_start_matches('/');
    if path.starts_with("/assets/") {
        return file(find, name, FOREVER, request).unwrap_or_else(|| StatusCode::NOT_FOUND.into_response());
    }
    let page = file(find, name, ASK_AGAIN, request).or_else(|| file(find, "index.html", ASK_AGAIN, request));
    page.unwrap_or_else(|| {
        let headers = [(CONTENT_TYPE, "text/html; charset=utf-8"), (CACHE_CONTROL, "no-store")];
        (StatusCode::SERVICE_UNAVAILABLE, headers, NOT_BUILT).into_response()
    })
}

/// The file as an answer, in the best coding that both sides have. Nothing when there is no such file.
fn file(find: Find, name: &str, cache_control: &'static str, request: &Request) -> Option<Response> {
    let is_part = |part: &str| !part.is_empty() && part != "." && part != "..";
    let is_coded_file = CODINGS.iter().any(|(_, end)| name.ends_with(end));
    if is_coded_file || name.contains('\\') || !name.split('/').all(is_part) {
        return None;
    }
    let plain = find(name)?;
    let coded = CODINGS.iter().filter(|(coding, _)| accepts(request.headers(), coding));
    let coded = coded.filter_map(|(coding, end)| Some((*coding, find(&format!("{name}{end}"))?))).next();
    let (coding, file) = coded.map_or((None, plain), |(coding, file)| (Some(coding), file));
    let etag = etag(&file.sha256);
    let mut headers = HeaderMap::new();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache_control));
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(ETAG, HeaderValue::from_str(&etag).ok()?);
    if has_already(request.headers(), &etag) {
        return Some((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type(name)));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(file.content.len()));
    if let Some(coding) = coding {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    let body = if request.method() == Method::HEAD { Body::empty() } else { Body::from(file.content) };
    Some((headers, body).into_response())
}

/// Half of the hash is enough to tell two builds apart; each coding has its own, as a strong tag must.
fn etag(sha256: &[u8; 32]) -> String {
    let hex: String = sha256.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("\"{hex}\"")
}

/// Whether If-None-Match names the tag (RFC 9110, section 13.1.2).
fn has_already(headers: &HeaderMap, etag: &str) -> bool {
    let texts = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    texts.flat_map(|text| text.split(',')).map(str::trim).any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}

/// Whether Accept-Encoding takes a coding (RFC 9110, section 12.5.3); without the header only plain files go out.
fn accepts(headers: &HeaderMap, coding: &str) -> bool {
    let texts = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let mut by_star = false;
    for wish in texts.flat_map(|text| text.split(',')) {
        let (name, weight) = wish.split_once(';').unwrap_or((wish, "q=1"));
        let is_wanted = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse::<f32>().ok()).is_some_and(|weight| weight > 0.0);
        match name.trim() {
            name if name.eq_ignore_ascii_case(coding) => return is_wanted,
            "*" => by_star = is_wanted,
            _ => {}
        }
    }
    by_star
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, end)| end) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "wasm" => "application/wasm",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests;
