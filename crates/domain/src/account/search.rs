//! What an admin types to find an account.

use super::EmailAddress;

/// Which accounts are looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountSearch {
    /// Those whose username begins so; all where it is empty.
    Prefix(String),
    /// The one whose confirmed address this is.
    Address(EmailAddress),
    /// None: no username begins so, and it is no address.
    Nobody,
}

impl AccountSearch {
    /// Reads what was typed. Capitals are small letters, spaces around it go.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        if let Ok(email) = EmailAddress::parse(text) {
            return Self::Address(email);
        }
        let prefix = text.to_ascii_lowercase();
        let is_username_char = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-".contains(&byte);
        let is_prefix = prefix.len() <= super::MAX_USERNAME_CHARS && prefix.bytes().all(is_username_char);
        if is_prefix { Self::Prefix(prefix) } else { Self::Nobody }
    }
}

/// A character before every one of a username, and one after every one.
const BEFORE: char = ' ';
const AFTER: char = '~';

/// Which part of the order of usernames is read: from one text to another, both included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsernameSpan {
    /// At or before the first.
    pub from: String,
    /// At or after the last.
    pub to: String,
}

impl UsernameSpan {
    /// The usernames that begin so, from after one.
    #[must_use]
    pub fn new(prefix: &str, after: Option<&str>) -> Self {
        let from = match after {
            // No username lies between a name and that name with the character before all others.
            Some(after) => format!("{after}{BEFORE}"),
            None if prefix.is_empty() => BEFORE.to_string(),
            None => prefix.to_owned(),
        };
        Self { from, to: format!("{prefix}{AFTER}") }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Username;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_address_is_looked_for_as_a_whole_and_a_username_by_how_it_begins() {
        assert_eq!(AccountSearch::parse(""), AccountSearch::Prefix(String::new()));
        assert_eq!(AccountSearch::parse(" Min.J "), AccountSearch::Prefix("min.j".to_owned()));
        assert_eq!(AccountSearch::parse("Min@Example.com"), AccountSearch::Address(EmailAddress::parse("Min@example.com").unwrap()));
        for nobody in ["minji@", "민지", "min ji", "min%", &"a".repeat(33)] {
            assert_eq!(AccountSearch::parse(nobody), AccountSearch::Nobody, "{nobody}");
        }
    }

    proptest! {
        #[test]
        fn every_beginning_of_a_username_finds_it(name in "[a-z][a-z0-9._-]{2,31}", length in 0_usize..33) {
            prop_assume!(Username::parse(&name).is_ok());
            let beginning = &name[..length.min(name.len())];
            prop_assert_eq!(AccountSearch::parse(beginning), AccountSearch::Prefix(beginning.to_owned()));
        }

        #[test]
        fn a_span_holds_exactly_what_begins_so_and_comes_after(
            prefix in "[a-z._-]{0,2}", rest in "[a-z0-9._-]{0,6}", other in "[a-z][a-z0-9._-]{2,8}",
            after in prop::option::of("[a-z0-9._-]{0,6}"),
        ) {
            let after = after.map(|after| format!("{prefix}{after}"));
            let span = UsernameSpan::new(&prefix, after.as_deref());
            for name in [format!("{prefix}{rest}"), other].into_iter().filter(|name| !name.is_empty()) {
                let is_wanted = name.starts_with(&prefix) && after.as_ref().is_none_or(|after| name > *after);
                prop_assert_eq!(span.from <= name && name <= span.to, is_wanted, "{}", name);
            }
        }
    }
}
