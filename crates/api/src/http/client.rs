//! Who is at the other end: the address and the origin, as the home that took the request worked them out.

use super::answer::Rejection;
use axum::extract::FromRequestParts;
use http::request::Parts;
use http::{HeaderMap, header};
use share_cloud_domain::problem::Code;
use std::net::{IpAddr, Ipv6Addr};

/// The longest piece of a browser's name that is kept, in characters.
const USER_AGENT_CHARS: usize = 200;

/// What a home knows of a request before any route sees it. The gateway and the functions put it into the request's extensions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// Where the request comes from, trusted proxies left out.
    pub address: IpAddr,
    /// Scheme and host that the request came to, as `https://files.example.org`.
    pub origin: String,
}

impl Client {
    /// What one household counts as: an IPv4 address, or the /64 of an IPv6 one.
    #[must_use]
    pub fn limit_address(&self) -> String {
        household(self.address).to_string()
    }

    /// What one provider's customer has at most: the /48 of an IPv6 address. An IPv4 address has no more than itself.
    #[must_use]
    pub fn limit_network(&self) -> Option<String> {
        network(self.address).map(|network| network.to_string())
    }

    /// Whether a person at this very machine asks, under a name that only this machine has.
    #[must_use]
    pub fn is_local(&self) -> bool {
        let host = self.origin.split_once("://").map_or("", |(_, host)| host);
        let name = if host.starts_with('[') { host.split(']').next() } else { host.split(':').next() };
        let name = name.unwrap_or_default().trim_start_matches('[');
        let is_loopback = |name: &str| name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
        self.address.is_loopback() && is_loopback(name)
    }

    /// Whether the browser reached us over TLS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.origin.starts_with("https://")
    }

    /// Whether a request may use the cookie: it comes from our own pages, or from a program. Browsers send Origin with every POST
    /// and DELETE, so that a request with neither header is no other site's.
    #[must_use]
    pub fn is_same_origin(&self, headers: &HeaderMap) -> bool {
        let text = |name| headers.get(name).map(|value: &http::HeaderValue| value.to_str().unwrap_or_default());
        match (text(header::ORIGIN), text(header::HeaderName::from_static("sec-fetch-site"))) {
            (Some(origin), _) => origin == self.origin,
            (None, Some(site)) => site == "same-origin",
            (None, None) => true,
        }
    }
}

/// The one address that stands for everyone behind it: an IPv4 address itself, an IPv6 one's /64.
#[must_use]
pub fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => first_bits(address, 64).into(),
    }
}

/// The /48 of an IPv6 address: the most that a site is given (RFC 6177).
#[must_use]
pub fn network(address: IpAddr) -> Option<IpAddr> {
    match address.to_canonical() {
        IpAddr::V4(_) => None,
        IpAddr::V6(address) => Some(first_bits(address, 48).into()),
    }
}

fn first_bits(address: Ipv6Addr, bits: u32) -> Ipv6Addr {
    Ipv6Addr::from(u128::from(address) & (u128::MAX << (128 - bits)))
}

/// The browser's own words, shortened.
#[must_use]
pub fn user_agent(headers: &HeaderMap) -> String {
    let text = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    text.chars().filter(|character| !character.is_control()).take(USER_AGENT_CHARS).collect()
}

impl<S: Send + Sync> FromRequestParts<S> for Client {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Rejection> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Code::Internal.into())
    }
}
