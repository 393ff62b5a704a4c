//! Who may sign up at a home, as its owner says it.

use crate::account::EmailAddress;
use crate::problem::{Code, Problem};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The most domains that a policy names.
pub const MAX_DOMAINS: usize = 100;

/// Who may sign up.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum SignUpPolicy {
    /// Whoever likes to.
    #[default]
    Open,
    /// Who has an invitation.
    Invitation,
    /// Who has an address of one of these domains, in their one form, or an invitation.
    Domains(Vec<String>),
    /// Nobody.
    Off,
}

/// How an account that was invited came in. While its address is not confirmed, it holds to that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Invited {
    /// By an invitation for whoever has it.
    Anybody,
    /// By an invitation for its address alone.
    Address,
}

/// A text says no policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be open, invitation, off, or domain: and the domains, such as domain:example.org,example.net")]
pub struct NotPolicy;

impl SignUpPolicy {
    /// The word that stands in answers.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Invitation => "invitation",
            Self::Domains(_) => "domain",
            Self::Off => "off",
        }
    }

    /// The domains whose addresses come in by themselves; empty where it does not depend on domains.
    #[must_use]
    pub fn domains(&self) -> &[String] {
        if let Self::Domains(domains) = self { domains } else { &[] }
    }

    /// Whether an invitation opens what is closed otherwise.
    #[must_use]
    pub const fn takes_invitations(&self) -> bool {
        matches!(self, Self::Invitation | Self::Domains(_))
    }

    /// Decides about who signs up with this address.
    ///
    /// # Errors
    /// `sign_up_closed`; `invalid_input` at `email` where another address would do.
    pub fn admit(&self, email: &EmailAddress, is_invited: bool) -> Result<(), Problem> {
        match self {
            Self::Open => Ok(()),
            Self::Off => Err(Code::SignUpClosed.into()),
            Self::Invitation | Self::Domains(_) if is_invited => Ok(()),
            Self::Invitation => Err(Code::SignUpClosed.into()),
            Self::Domains(domains) if domains.contains(&email.domain()) => Ok(()),
            Self::Domains(domains) => {
                let detail = format!("Use an address of {}.", domains.join(", "));
                Err(Problem::field("email", "domain_not_allowed", detail))
            }
        }
    }

    /// Decides about another address of an account whose address is not confirmed yet: otherwise one would sign up with an address that
    /// is let in, and confirm one that is not.
    ///
    /// # Errors
    /// `invalid_input` at `email`.
    pub fn admit_other(&self, email: &EmailAddress, invited: Option<Invited>) -> Result<(), Problem> {
        match (self, invited) {
            (Self::Invitation | Self::Domains(_), Some(Invited::Address)) => {
                Err(Problem::field("email", "not_invited", "Confirm the address that was invited first."))
            }
            (Self::Domains(_), invited) => self.admit(email, invited.is_some()),
            _ => Ok(()),
        }
    }
}

impl FromStr for SignUpPolicy {
    type Err = NotPolicy;

    fn from_str(text: &str) -> Result<Self, NotPolicy> {
        let text = text.trim();
        match text.split_once(':') {
            None if text.eq_ignore_ascii_case("open") => Ok(Self::Open),
            None if text.eq_ignore_ascii_case("invitation") => Ok(Self::Invitation),
            None if text.eq_ignore_ascii_case("off") => Ok(Self::Off),
            Some((word, domains)) if word.trim().eq_ignore_ascii_case("domain") => {
                // What can stand behind the @ of an address is a domain.
                let domain = |text: &str| EmailAddress::parse(&format!("x@{}", text.trim())).map(|email| email.domain());
                let domains: Vec<String> = domains.split(',').map(domain).collect::<Result<_, _>>().map_err(|_| NotPolicy)?;
                if domains.len() > MAX_DOMAINS { Err(NotPolicy) } else { Ok(Self::Domains(domains)) }
            }
            _ => Err(NotPolicy),
        }
    }
}

impl fmt::Display for SignUpPolicy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Domains(domains) => write!(formatter, "domain:{}", domains.join(",")),
            _ => formatter.write_str(self.word()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn policy(text: &str) -> SignUpPolicy {
        text.parse().unwrap()
    }

    fn email(text: &str) -> EmailAddress {
        EmailAddress::parse(text).unwrap()
    }

    /// The code of the problem, or of its field.
    fn told(decided: Result<(), Problem>) -> Option<String> {
        let problem = decided.err()?;
        let field = problem.fields.first().map(|field| format!("{} {}", field.field, field.code));
        Some(field.unwrap_or_else(|| problem.code.as_str().to_owned()))
    }

    #[test]
    fn each_policy_is_read_from_its_word() {
        assert_eq!(policy("open"), SignUpPolicy::Open);
        assert_eq!(policy(" Invitation "), SignUpPolicy::Invitation);
        assert_eq!(policy("off"), SignUpPolicy::Off);
        assert_eq!(policy("domain:Example.ORG, mail.example.net").domains(), ["example.org", "mail.example.net"]);
        for wrong in
            ["", "closed", "open:example.org", "domain", "domain:", "domain:,example.org", "domain:a b.org", "domain:x@example.org"]
        {
            assert_eq!(wrong.parse::<SignUpPolicy>(), Err(NotPolicy), "{wrong:?}");
        }
    }

    #[test]
    fn who_may_sign_up_is_what_the_policy_says() {
        let closed = Some("sign_up_closed".to_owned());
        let (at_home, elsewhere) = (email("minji@Example.org"), email("minji@sub.example.org"));
        assert_eq!(told(policy("open").admit(&elsewhere, false)), None);
        assert_eq!(told(policy("off").admit(&at_home, true)), closed);
        assert_eq!(told(policy("invitation").admit(&at_home, false)), closed);
        assert_eq!(told(policy("invitation").admit(&at_home, true)), None);
        let domains = policy("domain:example.org");
        assert_eq!(told(domains.admit(&at_home, false)), None);
        assert_eq!(told(domains.admit(&elsewhere, false)), Some("email domain_not_allowed".to_owned()));
        assert_eq!(told(domains.admit(&elsewhere, true)), None);
    }

    #[test]
    fn an_address_that_was_let_in_is_not_exchanged_for_one_that_is_not() {
        let (at_home, elsewhere) = (email("minji@example.org"), email("minji@example.com"));
        let domains = policy("domain:example.org");
        assert_eq!(told(domains.admit_other(&at_home, None)), None);
        assert_eq!(told(domains.admit_other(&elsewhere, None)), Some("email domain_not_allowed".to_owned()));
        assert_eq!(told(domains.admit_other(&elsewhere, Some(Invited::Anybody))), None);
        assert_eq!(told(domains.admit_other(&at_home, Some(Invited::Address))), Some("email not_invited".to_owned()));
        assert_eq!(told(policy("invitation").admit_other(&elsewhere, Some(Invited::Address))), Some("email not_invited".to_owned()));
        for open in ["open", "off", "invitation"] {
            assert_eq!(told(policy(open).admit_other(&elsewhere, Some(Invited::Anybody))), None, "{open}");
        }
        assert_eq!(told(policy("open").admit_other(&elsewhere, Some(Invited::Address))), None);
    }

    proptest! {
        #[test]
        fn a_policy_survives_being_written_and_read(domains in prop::collection::vec("[a-z]{1,5}\\.[a-z]{2,3}", 1..4), which in 0..4) {
            let policy = match which {
                0 => SignUpPolicy::Open,
                1 => SignUpPolicy::Invitation,
                2 => SignUpPolicy::Off,
                _ => SignUpPolicy::Domains(domains),
            };
            prop_assert_eq!(policy.to_string().parse(), Ok(policy));
        }
    }
}
