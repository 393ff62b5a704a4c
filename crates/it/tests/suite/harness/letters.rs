//! Letters, as the outbox shows them to people at the machine.

use serde::Deserialize;

/// A letter that was sent.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Letter {
    pub(crate) to: String,
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
}

impl Letter {
    /// The first link of the text.
    #[track_caller]
    pub(crate) fn link(&self) -> &str {
        let link = self.text.lines().find(|line| line.starts_with("http"));
        link.unwrap_or_else(|| panic!("no link in {self:?}"))
    }

    /// The token of the first link.
    #[track_caller]
    pub(crate) fn token(&self) -> &str {
        let token = self.link().split_once("?token=").map(|(_, token)| token);
        token.unwrap_or_else(|| panic!("no token in {self:?}"))
    }
}
