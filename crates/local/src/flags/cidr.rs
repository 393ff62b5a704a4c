//! Networks as people write them: `10.0.0.0/8`, `fd00::/8`, or one address alone.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

/// One IPv4 or IPv6 network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cidr {
    network: IpAddr,
    prefix_bits: u8,
}

/// A text is not a network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CidrError {
    /// Not an address with a prefix length.
    #[error("`{0}` must be an address or a network such as 10.0.0.0/8")]
    NotNetwork(String),
    /// The address is not the first of the network, so one of both is a slip.
    #[error("`{0}` names an address inside a network; write the network as {1}")]
    InsideNetwork(String, Cidr),
}

impl Cidr {
    /// Whether the address is in the network. An IPv4 address inside IPv6 (`::ffff:10.0.0.1`) counts as the IPv4 address.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        address.is_ipv4() == self.network.is_ipv4() && first_of(address, self.prefix_bits) == self.network
    }
}

/// The network's first address.
fn first_of(address: IpAddr, prefix_bits: u8) -> IpAddr {
    match address {
        IpAddr::V4(v4) => {
            let mask = u32::MAX.checked_shl(32_u32.saturating_sub(prefix_bits.into())).unwrap_or(0);
            IpAddr::V4((v4.to_bits() & mask).into())
        }
        IpAddr::V6(v6) => {
            let mask = u128::MAX.checked_shl(128_u32.saturating_sub(prefix_bits.into())).unwrap_or(0);
            IpAddr::V6((v6.to_bits() & mask).into())
        }
    }
}

impl FromStr for Cidr {
    type Err = CidrError;

    fn from_str(text: &str) -> Result<Self, CidrError> {
        let refuse = || CidrError::NotNetwork(text.to_owned());
        let (address, prefix) = text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
        let address: IpAddr = address.parse().map_err(|_| refuse())?;
        let most_bits = if address.is_ipv4() { 32 } else { 128 };
        let prefix_bits = match prefix {
            Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits.parse().map_err(|_| refuse())?,
            Some(_) => return Err(refuse()),
            None => most_bits,
        };
        if prefix_bits > most_bits {
            return Err(refuse());
        }
        let cidr = Self { network: first_of(address, prefix_bits), prefix_bits };
        if cidr.network == address { Ok(cidr) } else { Err(CidrError::InsideNetwork(text.to_owned(), cidr)) }
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.network, self.prefix_bits)
    }
}

/// The proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed; none unless the home says so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<Cidr>);

impl TrustedProxies {
    /// Whether no proxy is trusted.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Reads networks divided by commas; nothing at all is no proxy.
    ///
    /// # Errors
    /// A [`CidrError`] for the first network that is none.
    pub fn parse(text: &str) -> Result<Self, CidrError> {
        text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(Cidr::from_str).collect::<Result<_, _>>().map(Self)
    }

    /// Whether one of the networks has the address.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(address))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contains(network: &str, address: &str) -> bool {
        network.parse::<Cidr>().unwrap().contains(address.parse().unwrap())
    }

    #[test]
    fn a_network_has_its_first_and_last_address_and_not_their_neighbours() {
        for (network, inside, outside) in [
            ("10.0.0.0/8", ["10.0.0.0", "10.255.255.255"], ["9.255.255.255", "11.0.0.0"]),
            ("192.0.2.64/26", ["192.0.2.64", "192.0.2.127"], ["192.0.2.63", "192.0.2.128"]),
            ("192.0.2.1", ["192.0.2.1", "::ffff:192.0.2.1"], ["192.0.2.0", "192.0.2.2"]),
            ("fd00::/8", ["fd00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"], ["fc00::", "fe00::"]),
            ("2001:db8::1", ["2001:db8::1", "2001:db8:0::1"], ["2001:db8::", "2001:db8::2"]),
        ] {
            for address in inside {
                assert!(contains(network, address), "{network} {address}");
            }
            for address in outside {
                assert!(!contains(network, address), "{network} {address}");
            }
        }
    }

    #[test]
    fn everything_of_one_kind_is_a_network_too() {
        assert!(contains("0.0.0.0/0", "203.0.113.9") && contains("::/0", "2001:db8::9"));
        assert!(!contains("0.0.0.0/0", "2001:db8::9") && !contains("::/0", "203.0.113.9"));
    }

    #[test]
    fn nothing_else_is_a_network() {
        for text in [
            "",
            "10.0.0.0/",
            "10.0.0.0/33",
            "10.0.0.0/-1",
            "10.0.0.0/+8",
            "10.0.0/8",
            "::/129",
            "::/999",
            "proxy",
            "10.0.0.0/8/8",
            "010.0.0.1",
        ] {
            assert_eq!(text.parse::<Cidr>(), Err(CidrError::NotNetwork(text.into())), "{text}");
        }
        let error = "10.1.2.3/8".parse::<Cidr>().unwrap_err();
        assert_eq!(error.to_string(), "`10.1.2.3/8` names an address inside a network; write the network as 10.0.0.0/8");
    }

    #[test]
    fn a_list_may_have_spaces_and_may_be_empty() {
        let proxies = TrustedProxies::parse("10.0.0.0/8, 2001:db8::1,").unwrap();
        assert!(proxies.contains("10.9.9.9".parse().unwrap()) && proxies.contains("2001:db8::1".parse().unwrap()));
        assert!(!proxies.contains("11.0.0.1".parse().unwrap()));
        assert_eq!(TrustedProxies::parse(" "), Ok(TrustedProxies::default()));
        assert!(TrustedProxies::parse("10.0.0.0/8;11.0.0.0/8").is_err());
    }
}
