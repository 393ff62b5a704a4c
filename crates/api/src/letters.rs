//! The letters: what each says, as plain text and as HTML, in the reader's language. Both languages are written, not translated.
//!
//! In a letter with a token, the token's link is the first link. Decoys are no letters: nothing is rendered for them.

mod en;
mod html;
mod ko;
mod samples;

pub use samples::samples;

use jiff::Timestamp;
use share_cloud_aws::mailer::Letter;
use share_cloud_domain::account::Locale;

/// What a letter is about, with the values that stand in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LetterKind {
    /// Asks a new account to confirm its address.
    Verify {
        /// Whom it is for.
        username: String,
        /// The token of the link: unpadded base64url, good for 24 hours.
        token: String,
    },
    /// Tells the owner of a confirmed address that somebody signed up with it.
    SomebodySignedUp {
        /// The owner, not whoever signed up.
        username: String,
    },
    /// Asks a confirmed account to confirm the address it wants to have.
    VerifyNewAddress {
        /// Whom it is for.
        username: String,
        /// The token of the link: unpadded base64url, good for 24 hours.
        token: String,
    },
    /// Tells the old address that the account has another one now.
    AddressChanged {
        /// Whom it is for.
        username: String,
        /// When it happened.
        at: Timestamp,
    },
    /// Answers who forgot the username.
    FindUsername {
        /// The answer.
        username: String,
    },
    /// Lets who forgot the password choose another.
    ResetPassword {
        /// Whom it is for.
        username: String,
        /// The token of the link: unpadded base64url, good for 1 hour.
        token: String,
    },
    /// Tells that the password is another one now.
    PasswordChanged {
        /// Whom it is for.
        username: String,
        /// When it happened.
        at: Timestamp,
    },
    /// Tells of a sign-in on a device that was not known.
    NewDevice {
        /// Whom it is for.
        username: String,
        /// Browser and system, in words of ours; none where they are not known.
        device: Option<String>,
        /// Where the sign-in came from.
        address: String,
        /// When it happened.
        at: Timestamp,
    },
    /// Invites somebody who has no account yet.
    Invitation {
        /// Who invites.
        from: String,
        /// The token of the link, good for one sign-up.
        token: String,
        /// Until when it is good.
        until: Timestamp,
    },
    /// Tells of a file or folder that somebody gave.
    MemberPut {
        /// Who gave it: the username.
        from: String,
        /// Whom it is for; none for an address without an account.
        to: Option<String>,
        /// Whether it is a folder.
        is_folder: bool,
        /// Whether it may be changed.
        can_change: bool,
    },
    /// Tells of files that came through a link.
    DropReceived {
        /// Whom it is for.
        username: String,
        /// How many came since the last letter about that link.
        files: u64,
    },
    /// Tells of a link that ends soon.
    ShareExpiring {
        /// Whom it is for.
        username: String,
        /// When it ends.
        until: Timestamp,
    },
    /// Tells that the room is nearly used up.
    Room {
        /// Whom it is for.
        username: String,
        /// How many percent of it are used, at least.
        percent: u8,
    },
    /// Greets an account whose address was confirmed.
    Welcome {
        /// Whom it is for.
        username: String,
    },
    /// Tells that the account is closing.
    AccountClosing {
        /// Whom it is for.
        username: String,
        /// When it was closed.
        at: Timestamp,
        /// Until when signing in undoes it.
        until: Timestamp,
    },
    /// Tells that a sign-in undid the closing.
    ClosingUndone {
        /// Whom it is for.
        username: String,
        /// When it happened.
        at: Timestamp,
    },
}

/// Writes a letter. `base_url` is where people reach the home, as `https://files.example.org`.
#[must_use]
pub fn render(kind: &LetterKind, locale: Locale, to: &str, base_url: &str) -> Letter {
    let base_url = base_url.trim_end_matches('/');
    let content = match locale {
        Locale::Ko => ko::content(kind, base_url),
        Locale::En => en::content(kind, base_url),
    };
    Letter { to: to.to_owned(), subject: content.subject.to_owned(), text: text(&content), html: html::html(&content) }
}

/// A letter before it is text or HTML.
struct Content {
    /// The language tag.
    lang: &'static str,
    /// Says it all at a glance, and holds nothing that a stranger chose.
    subject: &'static str,
    blocks: Vec<Block>,
    /// Stands before the address under a button.
    if_button_fails: &'static str,
    /// Who sends it.
    footer: String,
}

enum Block {
    Paragraph(String),
    /// The one thing the letter was asked for.
    Answer {
        label: &'static str,
        value: String,
    },
    Link {
        label: &'static str,
        url: String,
    },
}

impl Block {
    fn paragraph(text: impl Into<String>) -> Self {
        Self::Paragraph(text.into())
    }

    fn verify_link(label: &'static str, base_url: &str, token: &str) -> Self {
        Self::Link { label, url: format!("{base_url}/verify-email?token={token}") }
    }

    fn reset_link(label: &'static str, base_url: &str, token: &str) -> Self {
        Self::Link { label, url: format!("{base_url}/reset-password?token={token}") }
    }

    fn sign_up_link(label: &'static str, base_url: &str, token: &str) -> Self {
        Self::Link { label, url: format!("{base_url}/sign-up?invitation={token}") }
    }

    fn shared_link(label: &'static str, base_url: &str) -> Self {
        Self::Link { label, url: format!("{base_url}/shared-with-me") }
    }

    fn own_links_link(label: &'static str, base_url: &str) -> Self {
        Self::Link { label, url: format!("{base_url}/shared-by-me") }
    }

    fn own_sign_up_link(label: &'static str, base_url: &str) -> Self {
        Self::Link { label, url: format!("{base_url}/sign-up") }
    }

    fn home_link(label: &'static str, base_url: &str) -> Self {
        Self::Link { label, url: base_url.to_owned() }
    }
}

/// A link stands alone on its line, so that no mail program takes a full stop for a part of it.
fn text(content: &Content) -> String {
    let block = |block: &Block| match block {
        Block::Paragraph(text) => text.clone(),
        Block::Answer { label, value } => format!("{label}: {value}"),
        Block::Link { label, url } => format!("{label}:\n{url}"),
    };
    let blocks: Vec<_> = content.blocks.iter().map(block).collect();
    format!("{}\n\n-- \n{}\n", blocks.join("\n\n"), content.footer)
}

#[cfg(test)]
mod tests;
