//! The address under which people reach the home, as links in letters and tickets begin.

use http::Uri;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// `http://` or `https://` with a host and perhaps a port; never a path. Written as browsers write an origin: lower case, no default port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl {
    is_https: bool,
    host: String,
    port: Option<u16>,
}

/// A text is not a base URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be http:// or https:// with a host and nothing after it, such as https://files.example.org")]
pub struct BaseUrlError;

impl BaseUrl {
    /// Whether people reach the home by TLS.
    #[must_use]
    pub const fn is_https(&self) -> bool {
        self.is_https
    }

    /// The host: a name, an IPv4 address or an IPv6 address in brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether the host is this machine and only this machine.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        is_loopback_host(&self.host)
    }
}

/// Whether a host, as it stands in a URL or a Host header without its port, is `localhost`, 127.0.0.0/8 or `[::1]`.
/// A name that merely resolves to this machine is not: that is how DNS rebinding looks.
#[must_use]
pub fn is_loopback_host(host: &str) -> bool {
    let is_v6_loopback = |inner: &str| inner.parse::<Ipv6Addr>().is_ok_and(|address| address.is_loopback());
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback())
        || host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).is_some_and(is_v6_loopback)
}

/// Whether the text is a DNS name or an address, so that it can stand in headers, policies and letters as it is.
fn is_host(host: &str) -> bool {
    if let Some(inner) = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return inner.parse::<IpAddr>().is_ok_and(|address| address.is_ipv6());
    }
    let is_label = |label: &str| {
        let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        (1..=63).contains(&label.len()) && label.bytes().all(is_inner) && !label.starts_with('-') && !label.ends_with('-')
    };
    host.len() <= 253 && host.split('.').all(is_label)
}

/// Reads nothing or `:port`.
fn read_port(text: &str) -> Result<Option<u16>, BaseUrlError> {
    let Some(digits) = text.strip_prefix(':') else {
        return if text.is_empty() { Ok(None) } else { Err(BaseUrlError) };
    };
    let is_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|port| is_digits && *port != 0).map(Some).ok_or(BaseUrlError)
}

impl FromStr for BaseUrl {
    type Err = BaseUrlError;

    fn from_str(text: &str) -> Result<Self, BaseUrlError> {
        let uri: Uri = text.parse().map_err(|_| BaseUrlError)?;
        let is_https = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(BaseUrlError),
        };
        let authority = uri.authority().ok_or(BaseUrlError)?;
        let ends_early = text.contains(['?', '#', '@']) || uri.path() != "/";
        let port = read_port(authority.as_str().strip_prefix(authority.host()).ok_or(BaseUrlError)?)?;
        let host = authority.host().to_ascii_lowercase();
        if ends_early || !is_host(&host) {
            return Err(BaseUrlError);
        }
        let default_port = if is_https { 443 } else { 80 };
        Ok(Self { is_https, host, port: port.filter(|port| *port != default_port) })
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}://{}", if self.is_https { "https" } else { "http" }, self.host)?;
        self.port.map_or(Ok(()), |port| write!(formatter, ":{port}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_url_is_written_as_browsers_write_an_origin() {
        for (text, origin) in [
            ("https://files.example.org", "https://files.example.org"),
            ("HTTPS://Files.Example.ORG:443/", "https://files.example.org"),
            ("http://localhost:8080/", "http://localhost:8080"),
            ("http://10.0.0.7:80", "http://10.0.0.7"),
            ("http://[::1]:8080", "http://[::1]:8080"),
            ("https://xn--bj0bj06e.example:8443", "https://xn--bj0bj06e.example:8443"),
        ] {
            let url: BaseUrl = text.parse().unwrap();
            assert_eq!(url.to_string(), origin, "{text}");
            assert_eq!(url.to_string().parse(), Ok(url), "{text}");
        }
    }

    #[test]
    fn nothing_else_is_a_base_url() {
        for text in [
            "",
            "files.example.org",
            "ftp://files.example.org",
            "https://",
            "https:///x",
            "https://a/path",
            "https://a/?q",
            "https://a?q",
            "https://a#x",
            "https://a/#x",
            "https://user@a",
            "https://u:p@a",
            "https://a b",
            "https://a;b",
            "https://a'b",
            "https://a:",
            "https://a:0",
            "https://a:99999",
            "https://-a",
            "https://a..b",
            "https://파일.example",
            "https://[::1",
            "https://[1.2.3.4]",
            "//a",
        ] {
            assert_eq!(text.parse::<BaseUrl>(), Err(BaseUrlError), "{text}");
        }
    }

    #[test]
    fn only_names_of_this_machine_are_loopback() {
        for host in ["localhost", "LocalHost", "127.0.0.1", "127.255.0.9", "[::1]"] {
            assert!(is_loopback_host(host), "{host}");
        }
        let others = [
            "",
            "localhost.",
            "localhost.example.org",
            "127.0.0.1.nip.io",
            "127.1",
            "0.0.0.0",
            "[::]",
            "::1",
            "[::ffff:127.0.0.1]",
            "0x7f000001",
            "10.0.0.1",
        ];
        for host in others {
            assert!(!is_loopback_host(host), "{host}");
        }
        assert!("http://localhost:8080".parse::<BaseUrl>().unwrap().is_loopback());
        assert!(!"https://files.example.org".parse::<BaseUrl>().unwrap().is_loopback());
    }
}
