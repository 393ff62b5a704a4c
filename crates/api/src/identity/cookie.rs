//! The refresh token's cookie. It is honoured on two routes only, and no script can read it.

use crate::http::client::Client;
use http::{HeaderMap, HeaderValue, header};
use share_cloud_domain::session::{REFRESH_IDLE_S, RefreshToken};

/// Over TLS: the prefix makes browsers insist on Secure, Path=/ and no Domain.
const SECURE_NAME: &str = "__Host-share_cloud_refresh";
/// Over plain http, where browsers refuse the prefix.
const PLAIN_NAME: &str = "share_cloud_refresh";

const fn name_of(is_https: bool) -> &'static str {
    if is_https { SECURE_NAME } else { PLAIN_NAME }
}

/// The refresh token that the request brought, if any.
#[must_use]
pub fn read(client: &Client, headers: &HeaderMap) -> Option<RefreshToken> {
    let name = name_of(client.is_https());
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(|(found, _)| *found == name).find_map(|(_, value)| RefreshToken::parse(value))
}

/// The header that gives the browser the token.
#[must_use]
pub fn set(client: &Client, token: &RefreshToken) -> HeaderValue {
    write(client, &token.expose(), REFRESH_IDLE_S)
}

/// The header that takes it away.
#[must_use]
pub fn clear(client: &Client) -> HeaderValue {
    write(client, "", 0)
}

fn write(client: &Client, value: &str, max_age_s: i64) -> HeaderValue {
    let name = name_of(client.is_https());
    let place = if client.is_https() { "Path=/; Secure" } else { "Path=/api/sessions" };
    let text = format!("{name}={value}; {place}; HttpOnly; SameSite=Strict; Max-Age={max_age_s}");
    // The value is base64url or empty, so the header is always valid.
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}
