//! Every letter that the home sends, as somebody who changes one wants to see it: in both languages, as HTML and as plain text. What stands
//! in them is made up, and their links lead nowhere.

use super::private_page;
use crate::plain_page::{document, escape, locale_of};
use axum::extract::Path;
use axum::response::{Html, IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use share_cloud_api::letters::{render, samples};
use share_cloud_aws::mailer::Letter;
use share_cloud_domain::account::Locale;

/// A letter's styles stand on its elements; nothing else may it have, and nothing may it do.
const LETTER_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox",
);
const TO: &str = "hana@example.net";
const USERNAME: &str = "hana";
const BASE_URL: &str = "https://files.example.org";
const TOKEN: &str = "an-example-of-a-token";

/// Every letter with its name, as `verify.ko`.
fn letters() -> Vec<(String, Letter)> {
    let both =
        |(name, kind)| [Locale::Ko, Locale::En].map(|locale| (format!("{name}.{}", locale.as_str()), render(&kind, locale, TO, BASE_URL)));
    samples(USERNAME, TOKEN).into_iter().flat_map(both).collect()
}

/// `GET /outbox/previews`: all of them.
pub(super) async fn list(headers: HeaderMap) -> Response {
    let (lang, title, about, back, open) = match locale_of(&headers) {
        Locale::Ko => {
            let about = "이 프로그램이 보내는 모든 메일을 지어낸 내용으로 보여 드려요. 한국어와 영어, 꾸민 글과 그냥 글이 다 있어요.";
            ("ko", "메일 미리 보기", about, "보낼 편지함", "꾸민 글로 보기")
        }
        Locale::En => {
            let about = "Every letter that this program sends, with made-up contents: Korean and English, as HTML and as plain text.";
            ("en", "Letters", about, "Outbox", "Show as HTML")
        }
    };
    let article = |(name, letter): &(String, Letter)| {
        let (subject, text, tag) = (escape(&letter.subject), escape(&letter.text), name.rsplit('.').next().unwrap_or(lang));
        format!(
            "<article id=\"{name}\"><h2 lang=\"{tag}\">{subject}</h2><p class=\"quiet\">{name} · <a href=\"/outbox/previews/{name}\" \
             aria-label=\"{open}: {name}\">{open}</a></p><p class=\"body\" lang=\"{tag}\">{text}</p></article>"
        )
    };
    let articles: String = letters().iter().map(article).collect();
    let header = format!("<header><h1>{title}</h1><a href=\"/outbox\">{back}</a></header><p class=\"quiet\">{about}</p>");
    private_page(document(lang, title, &format!("{header}{articles}"), None))
}

/// `GET /outbox/previews/{name}`: one, as HTML.
pub(super) async fn show(Path(name): Path<String>) -> Response {
    match letters().into_iter().find(|(found, _)| *found == name) {
        Some((_, letter)) => ([(header::CONTENT_SECURITY_POLICY, LETTER_POLICY)], Html(letter.html)).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
