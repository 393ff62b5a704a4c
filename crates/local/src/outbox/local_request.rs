//! Who may read the outbox: people at this machine, and nobody through a proxy, by DNS rebinding or from elsewhere.

use crate::flags::{BaseUrl, is_loopback_host};
use http::header::{FORWARDED, HOST, HeaderMap, VIA};
use std::net::SocketAddr;

/// Whether a request comes from this machine to this machine by a name of this machine, with nothing in between.
///
/// All must be loopback: the address the home listens on, the peer, the base URL when one is set, and the one Host header; and
/// no proxy may have left a Forwarded, X-Forwarded-* or Via header.
#[must_use]
pub fn is_local_request(listener: SocketAddr, peer: SocketAddr, base_url: Option<&BaseUrl>, headers: &HeaderMap) -> bool {
    let is_loopback = |address: SocketAddr| address.ip().to_canonical().is_loopback();
    let is_forwarded = headers.keys().any(|name| name == FORWARDED || name == VIA || name.as_str().starts_with("x-forwarded-"));
    is_loopback(listener) && is_loopback(peer) && base_url.is_none_or(BaseUrl::is_loopback) && has_loopback_host(headers) && !is_forwarded
}

/// A page that a stranger's name brought here (DNS rebinding) says that name in Host.
fn has_loopback_host(headers: &HeaderMap) -> bool {
    let mut hosts = headers.get_all(HOST).iter();
    match (hosts.next().map(|host| host.to_str()), hosts.next()) {
        (Some(Ok(host)), None) => is_loopback_authority(host),
        _ => false,
    }
}

/// `localhost`, 127.0.0.0/8 or `[::1]`, perhaps with a port.
pub(super) fn is_loopback_authority(authority: &str) -> bool {
    let is_port = |port: &str| !port.is_empty() && port.len() <= 5 && port.bytes().all(|byte| byte.is_ascii_digit());
    match authority.rsplit_once(':') {
        Some((host, port)) if is_port(port) => is_loopback_host(host),
        _ => is_loopback_host(authority),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderName, HeaderValue};

    const LISTENER: &str = "127.0.0.1:8080";
    const PEER: &str = "127.0.0.1:50000";

    fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
        let pair = |(name, value): &(&str, &str)| (name.parse::<HeaderName>().unwrap(), HeaderValue::from_str(value).unwrap());
        let mut map = HeaderMap::new();
        for (name, value) in pairs.iter().map(pair) {
            map.append(name, value);
        }
        map
    }

    fn is_local(listener: &str, peer: &str, base_url: Option<&str>, pairs: &[(&str, &str)]) -> bool {
        let base_url = base_url.map(|url| url.parse().unwrap());
        is_local_request(listener.parse().unwrap(), peer.parse().unwrap(), base_url.as_ref(), &headers(pairs))
    }

    #[test]
    fn a_person_at_this_machine_is_local() {
        for host in ["localhost", "localhost:8080", "LOCALHOST:8080", "127.0.0.1:8080", "127.8.9.10", "[::1]:8080", "[::1]"] {
            assert!(is_local(LISTENER, PEER, None, &[("host", host)]), "{host}");
        }
        assert!(is_local("[::1]:8080", "[::1]:50000", Some("http://localhost:8080"), &[("host", "[::1]:8080"), ("accept", "*/*")]));
    }

    #[test]
    fn a_listener_that_others_reach_is_not_local() {
        for listener in ["0.0.0.0:8080", "[::]:8080", "192.168.0.7:8080", "[fd00::1]:8080"] {
            assert!(!is_local(listener, PEER, None, &[("host", "localhost:8080")]), "{listener}");
        }
    }

    #[test]
    fn a_peer_from_elsewhere_is_not_local() {
        for peer in ["192.168.0.9:50000", "[fd00::9]:50000", "[::ffff:192.168.0.9]:50000", "[fe80::1]:50000"] {
            assert!(!is_local(LISTENER, peer, None, &[("host", "localhost:8080")]), "{peer}");
        }
        assert!(is_local(LISTENER, "[::ffff:127.0.0.1]:50000", None, &[("host", "localhost:8080")]), "the same address in another dress");
    }

    #[test]
    fn a_home_with_a_public_base_url_is_not_local() {
        for url in ["https://files.example.org", "http://192.168.0.7:8080", "http://localhost.example.org"] {
            assert!(!is_local(LISTENER, PEER, Some(url), &[("host", "localhost:8080")]), "{url}");
        }
        for url in ["http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]:8080"] {
            assert!(is_local(LISTENER, PEER, Some(url), &[("host", "localhost:8080")]), "{url}");
        }
    }

    #[test]
    fn a_name_that_only_resolves_to_this_machine_is_not_local() {
        let rebinding = [
            "evil.example",
            "localhost.evil.example:8080",
            "127.0.0.1.nip.io:8080",
            "localtest.me",
            "localhost.",
            "evil.example#localhost",
        ];
        let odd = [
            "",
            ":8080",
            "127.1:8080",
            "0:8080",
            "2130706433",
            "[::]:8080",
            "::1",
            "[::1",
            "localhost:8080:1",
            "localhost:port",
            "user@localhost",
            "localhost/",
        ];
        for host in rebinding.iter().chain(&odd) {
            assert!(!is_local(LISTENER, PEER, None, &[("host", host)]), "{host}");
        }
    }

    #[test]
    fn a_request_needs_exactly_one_host() {
        assert!(!is_local(LISTENER, PEER, None, &[]));
        assert!(!is_local(LISTENER, PEER, None, &[("host", "localhost"), ("host", "evil.example")]));
        assert!(!is_local(LISTENER, PEER, None, &[("host", "localhost"), ("host", "localhost")]));
    }

    #[test]
    fn whatever_a_proxy_leaves_behind_makes_it_not_local() {
        for (name, value) in [
            ("forwarded", "for=127.0.0.1"),
            ("via", "1.1 proxy"),
            ("x-forwarded-for", "127.0.0.1"),
            ("x-forwarded-host", "localhost"),
            ("x-forwarded-proto", "http"),
            ("X-Forwarded-Anything", ""),
        ] {
            assert!(!is_local(LISTENER, PEER, None, &[("host", "localhost:8080"), (name, value)]), "{name}");
        }
    }
}
