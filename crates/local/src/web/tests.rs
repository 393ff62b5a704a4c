use super::*;
use axum::Router;
use http_body_util::BodyExt;
use sha2::{Digest, Sha256};
use tower::ServiceExt;

fn app(name: &str) -> Option<WebFile> {
    let content = match name {
        "index.html" => "<!doctype html>app",
        "sw.js" => "worker",
        "favicon.svg" => "<svg/>",
        "assets/app-1a2b.js" => "plain script",
        "assets/app-1a2b.js.br" => "br script",
        "assets/app-1a2b.js.gz" => "gz script",
        "assets/only-3c4d.css" => "plain style",
        "assets/only-3c4d.css.gz" => "gz style",
        _ => return None,
    };
    Some(WebFile { content: Bytes::from_static(content.as_bytes()), sha256: Sha256::digest(content).into() })
}

struct Answer {
    status: u16,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

async fn ask_of(find: Find, method: &str, path: &str, pairs: &[(&str, &str)]) -> Answer {
    let request = Request::builder().method(method).uri(path).extension(RequestOrigin("http://localhost:8080".into()));
    let request = pairs.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    let response = serve_from(find, &request.body(Body::empty()).unwrap());
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Answer { status: parts.status.as_u16(), headers: parts.headers, body: String::from_utf8(body.to_vec()).unwrap() }
}

async fn ask(method: &str, path: &str, pairs: &[(&str, &str)]) -> Answer {
    ask_of(app, method, path, pairs).await
}

#[tokio::test]
async fn every_page_of_the_app_is_its_index() {
    for path in [
        "/",
        "/sign-up",
        "/verify-email?token=abc",
        "/s/token",
        "/folders/0123",
        "/deep/er/and.dots",
        "/index.html",
        "/apiary",
        "//",
        "/%2e%2e/x",
    ] {
        let answer = ask("GET", path, &[]).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, "<!doctype html>app"), "{path}");
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(answer.header("cache-control"), "no-cache");
    }
}

#[tokio::test]
async fn assets_stay_in_the_cache_for_ever_and_other_files_do_not() {
    let answer = ask("GET", "/assets/app-1a2b.js", &[]).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "plain script"));
    assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(answer.header("content-type"), "text/javascript; charset=utf-8");
    for (path, content_type) in [("/sw.js", "text/javascript; charset=utf-8"), ("/favicon.svg", "image/svg+xml")] {
        let answer = ask("GET", path, &[]).await;
        assert_eq!((answer.status, answer.header("cache-control"), answer.header("content-type")), (200, "no-cache", content_type));
    }
}

#[tokio::test]
async fn what_is_not_there_is_not_the_app() {
    for path in [
        "/assets/gone.js",
        "/assets/",
        "/assets/../index.html",
        "/assets/app-1a2b.js.br",
        "/assets//app-1a2b.js",
        "/api",
        "/api/",
        "/api/health",
    ] {
        let answer = ask("GET", path, &[]).await;
        assert_eq!((answer.status, answer.body.as_str()), (404, ""), "{path}");
    }
}

#[tokio::test]
async fn the_best_coding_that_both_sides_have_is_taken() {
    for (accept, coding, body) in [
        ("gzip, deflate, br, zstd", "br", "br script"),
        ("gzip", "gzip", "gz script"),
        ("br;q=0, gzip;q=0.5", "gzip", "gz script"),
        ("BR", "br", "br script"),
        ("*", "br", "br script"),
        ("br;q=0, *;q=0.1", "gzip", "gz script"),
        ("identity", "", "plain script"),
        ("gzip;q=0", "", "plain script"),
        ("", "", "plain script"),
        (";;,gzip;q=x", "", "plain script"),
    ] {
        let answer = ask("GET", "/assets/app-1a2b.js", &[("accept-encoding", accept)]).await;
        assert_eq!((answer.header("content-encoding"), answer.body.as_str()), (coding, body), "{accept}");
        assert_eq!(answer.header("content-type"), "text/javascript; charset=utf-8", "the type is the plain file's");
        assert_eq!(answer.header("vary"), "accept-encoding");
        assert_eq!(answer.header("content-length"), body.len().to_string());
    }
    let answer = ask("GET", "/assets/only-3c4d.css", &[("accept-encoding", "br, gzip")]).await;
    assert_eq!((answer.header("content-encoding"), answer.body.as_str()), ("gzip", "gz style"));
}

#[tokio::test]
async fn a_browser_that_has_the_file_gets_304() {
    let first = ask("GET", "/", &[]).await;
    let etag = first.header("etag").to_owned();
    assert!(etag.len() == 34 && etag.starts_with('"'), "{etag}");
    for wish in [etag.clone(), format!("W/{etag}"), format!("\"other\", {etag}"), "*".to_owned()] {
        let answer = ask("GET", "/", &[("if-none-match", &wish)]).await;
        assert_eq!((answer.status, answer.body.as_str(), answer.header("etag")), (304, "", etag.as_str()), "{wish}");
        assert_ne!(answer.header("content-security-policy"), "");
    }
    assert_eq!(ask("GET", "/", &[("if-none-match", "\"other\"")]).await.status, 200);
    let coded = ask("GET", "/assets/app-1a2b.js", &[("accept-encoding", "br")]).await;
    let plain = ask("GET", "/assets/app-1a2b.js", &[]).await;
    assert_ne!(coded.header("etag"), plain.header("etag"), "each coding has its own tag");
}

#[tokio::test]
async fn head_says_what_get_would() {
    let get = ask("GET", "/assets/app-1a2b.js", &[]).await;
    let head = ask("HEAD", "/assets/app-1a2b.js", &[]).await;
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert_eq!(head.headers, get.headers);
}

#[tokio::test]
async fn nothing_else_is_done_to_a_page() {
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"] {
        let answer = ask(method, "/", &[]).await;
        assert_eq!((answer.status, answer.header("allow")), (405, "GET, HEAD"), "{method}");
    }
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    for (method, path) in [("GET", "/"), ("GET", "/assets/app-1a2b.js"), ("GET", "/assets/gone.js"), ("GET", "/api/x"), ("POST", "/")] {
        let answer = ask(method, path, &[]).await;
        assert!(answer.header("content-security-policy").contains("script-src http://localhost:8080/assets/;"), "{method} {path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{method} {path}");
    }
}

#[tokio::test]
async fn a_program_without_the_web_app_says_how_to_build_it() {
    let answer = ask_of(|_| None, "GET", "/", &[]).await;
    assert_eq!((answer.status, answer.header("cache-control")), (503, "no-store"));
    assert!(answer.body.contains("make run"));
}

#[tokio::test]
async fn a_router_can_fall_back_to_it_with_or_without_a_built_app() {
    let request = Request::builder().uri("/").body(Body::empty()).unwrap();
    let response = Router::new().fallback(serve).oneshot(request).await.unwrap();
    let expected = if Built::get("index.html").is_some() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    assert_eq!(response.status(), expected);
}
