//! By what a device is known again: its browser and its system, without their versions, and the network that it comes from.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// How long a device stays known after it was last signed in: 180 days.
pub const DEVICE_LIFE_S: i64 = 180 * 24 * 3_600;

/// What a browser calls itself, and what people call it. The first that fits counts: most of them name others too.
const BROWSERS: [(&str, &str); 12] = [
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Whale/", "Whale"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("HeadlessChrome/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// The same of systems.
const SYSTEMS: [(&str, &str); 8] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

/// A device as far as its browser tells. It holds words of ours alone, never what a stranger wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Device {
    browser: Option<&'static str>,
    system: Option<&'static str>,
}

impl Device {
    /// Reads what a browser says of itself.
    #[must_use]
    pub fn of(user_agent: &str) -> Self {
        let first = |signs: &[(&str, &'static str)]| signs.iter().find(|(sign, _)| user_agent.contains(sign)).map(|(_, word)| *word);
        Self { browser: first(&BROWSERS), system: first(&SYSTEMS) }
    }

    /// What people call it, as `Chrome, Windows`; none where nothing is known.
    #[must_use]
    pub fn words(self) -> Option<String> {
        let words: Vec<&str> = self.browser.into_iter().chain(self.system).collect();
        if words.is_empty() { None } else { Some(words.join(", ")) }
    }

    /// By what it is known again when it comes from this address: an update of the browser or another address of the same network change
    /// nothing.
    #[must_use]
    pub fn mark(self, address: IpAddr) -> String {
        format!("{}/{}/{}", self.browser.unwrap_or("-"), self.system.unwrap_or("-"), network(address))
    }
}

/// The network of an address: the first half of an IPv4 one, the /32 of an IPv6 one, which is what a provider has.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => Ipv4Addr::from(u32::from(address) & 0xFFFF_0000).into(),
        IpAddr::V6(address) => Ipv6Addr::from(u128::from(address) & !(u128::MAX >> 32)).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const CHROME: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36";

    fn mark(user_agent: &str, address: &str) -> String {
        Device::of(user_agent).mark(address.parse().unwrap())
    }

    #[test]
    fn a_device_is_known_again_after_an_update_and_from_a_neighbouring_address() {
        let known = mark(CHROME, "203.0.113.7");
        assert_eq!(known, "Chrome/Windows/203.0.0.0");
        assert_eq!(mark(&CHROME.replace("141", "142"), "203.0.9.9"), known);
        assert_eq!(mark(CHROME, "::ffff:203.0.113.7"), known);
        assert_eq!(mark(CHROME, "2001:db8:1::7"), mark(CHROME, "2001:db8:ffff::1"));
    }

    #[test]
    fn another_browser_system_or_network_is_another_device() {
        let known = mark(CHROME, "203.0.113.7");
        for (user_agent, address) in [
            (CHROME, "203.1.113.7"),
            (&CHROME.replace("Windows NT 10.0", "Macintosh"), "203.0.113.7"),
            (&format!("{CHROME} Edg/141.0.0.0"), "203.0.113.7"),
            ("curl/8.5.0", "203.0.113.7"),
            ("", "203.0.113.7"),
        ] {
            assert_ne!(mark(user_agent, address), known, "{user_agent} at {address}");
        }
    }

    #[test]
    fn a_device_has_the_words_that_people_have_for_it() {
        let words = |user_agent: &str| Device::of(user_agent).words();
        assert_eq!(words(CHROME).as_deref(), Some("Chrome, Windows"));
        let iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1";
        assert_eq!(words(iphone).as_deref(), Some("Safari, iPhone"));
        assert_eq!(words("curl/8.5.0"), None);
    }

    proptest! {
        #[test]
        fn nothing_that_a_stranger_writes_is_in_a_mark_or_in_words(user_agent in "\\PC{0,60}") {
            let device = Device::of(&user_agent);
            let is_ours = |word: &str| word == "-" || BROWSERS.iter().chain(&SYSTEMS).any(|(_, ours)| *ours == word);
            prop_assert!(device.mark(IpAddr::V4(Ipv4Addr::LOCALHOST)).rsplit_once('/').unwrap().0.split('/').all(is_ours));
            prop_assert!(device.words().is_none_or(|words| words.split(", ").all(is_ours)));
        }
    }
}
