//! Letters that wait to be sent, and the hashes of the tokens they carry. A mail item never holds a token.

use super::expression::Write;
use super::keys::{self, Key};
use super::record::{Record, millis};
use super::transaction::Transaction;
use super::{Db, conflict};
use crate::failure::Failure;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use share_cloud_domain::account::{EmailAddress, Locale};
use share_cloud_domain::ids::{AccountId, EntryId, InvitationId, MailId};

/// What a letter is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MailPurpose {
    /// Confirm the address of an account; tells the owner instead if the address is somebody's.
    VerifyEmail,
    /// Tell the old address that the account has another one now.
    EmailChanged,
    /// Tell the person at an address their username.
    FindUsername,
    /// Let the person at an address set a new password.
    ResetPassword,
    /// Tell the person that their password was changed.
    PasswordChanged,
    /// Invite the person at an address to sign up.
    Invitation,
    /// Tell the person of a sign-in on a device that was not known.
    NewDevice,
    /// Greet who confirmed a first address.
    Welcome,
    /// Tell the person that their account is closing, and until when that can be undone.
    AccountClosing,
    /// Tell the person that a sign-in undid the closing.
    ClosingUndone,
    /// Tell the person at an address that they were given a file or folder.
    MemberPut,
    /// Tell the person that files came through a link of theirs.
    DropReceived,
    /// Tell the person that a link of theirs ends soon.
    ShareExpiring,
    /// Tell the person that their room is nearly used up.
    Room,
}

impl MailPurpose {
    /// The purpose as it is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::VerifyEmail => "verify_email",
            Self::EmailChanged => "email_changed",
            Self::FindUsername => "find_username",
            Self::ResetPassword => "reset_password",
            Self::PasswordChanged => "password_changed",
            Self::Invitation => "invitation",
            Self::NewDevice => "new_device",
            Self::Welcome => "welcome",
            Self::AccountClosing => "account_closing",
            Self::ClosingUndone => "closing_undone",
            Self::MemberPut => "member_put",
            Self::DropReceived => "drop_received",
            Self::ShareExpiring => "share_expiring",
            Self::Room => "room",
        }
    }
}

/// The figures of a letter that tells what a notice does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    /// How many files came.
    Files(u64),
    /// When the link ends.
    ExpiresAt(#[serde(with = "millis")] Timestamp),
    /// How many percent of the room are used.
    Percent(u8),
}

/// A letter waiting to be sent.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MailRecord {
    /// The letter.
    pub mail_id: MailId,
    /// What it is for.
    pub purpose: MailPurpose,
    /// Where it goes.
    pub email: EmailAddress,
    /// The account it concerns, where the request knew one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_id: Option<AccountId>,
    /// The invitation that it brings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invitation_id: Option<InvitationId>,
    /// The entry that was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry_id: Option<EntryId>,
    /// What it tells of a notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figure: Option<Figure>,
    /// The browser of the sign-in that it tells of, in its own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
    /// Where that sign-in came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The language, where the account's is not known.
    pub locale: Locale,
    /// When the request was made.
    #[serde(with = "millis")]
    pub created_at: Timestamp,
    /// When it is sent, or tried again.
    #[serde(with = "millis")]
    pub send_at: Timestamp,
    /// How often it was tried.
    pub tries: u32,
    /// The fencing token of whoever works on it.
    pub lease: u64,
}

impl Record for MailRecord {
    fn key(&self) -> Key {
        keys::mail(&self.mail_id)
    }

    fn due_at(&self) -> Option<Timestamp> {
        Some(self.send_at)
    }
}

/// The hash of a token that a letter carries.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TokenRecord {
    /// SHA-256 of the token, hexadecimal.
    pub token_hash: String,
    /// What the token may do.
    pub purpose: MailPurpose,
    /// For which account.
    pub account_id: AccountId,
    /// For which address.
    pub email: EmailAddress,
    /// The account's epoch when it was drawn: a new password ends the letters that were sent before.
    #[serde(default)]
    pub session_epoch: u64,
    /// Until when.
    #[serde(with = "millis")]
    pub expires_at: Timestamp,
}

impl Record for TokenRecord {
    fn key(&self) -> Key {
        keys::token(&self.token_hash)
    }

    fn drop_after(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }
}

impl Db {
    /// Adds a letter.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn add_mail(&self, mail: &MailRecord) -> Result<(), Failure> {
        let mut transaction = Transaction::new();
        transaction.create(mail)?;
        transaction.run(self).await?.map_err(|refused| conflict(&refused))
    }

    /// A letter that waits or is being sent.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn mail(&self, id: &MailId) -> Result<Option<MailRecord>, Failure> {
        self.get(keys::mail(id)).await
    }

    /// Takes the lease of a letter that is due: it is not due to others before `until`. None if somebody else did or it is gone.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn lease_mail(&self, id: &MailId, now: Timestamp, until: Timestamp) -> Result<Option<MailRecord>, Failure> {
        let Some(mail) = self.mail(id).await? else { return Ok(None) };
        if mail.send_at > now {
            return Ok(None);
        }
        let leased = MailRecord { lease: mail.lease + 1, tries: mail.tries + 1, send_at: until, ..mail };
        let update = Write::update(leased.key())
            .set("lease", leased.lease)
            .set("tries", leased.tries)
            .set("send_at", until)
            .set(super::due::AT, until)
            .equals("lease", leased.lease - 1);
        Ok(self.write(update).await?.ok().map(|()| leased))
    }

    /// Puts a leased letter off until a later try.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn postpone_mail(&self, mail: &MailRecord, until: Timestamp) -> Result<(), Failure> {
        let update = Write::update(mail.key()).set("send_at", until).set(super::due::AT, until).equals("lease", mail.lease);
        self.write(update).await.map(drop)
    }

    /// Removes a letter that was sent or never will be, if the lease is still ours.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn remove_mail(&self, mail: &MailRecord) -> Result<(), Failure> {
        self.write(Write::delete(mail.key()).equals("lease", mail.lease)).await.map(drop)
    }

    /// Stores the hash of a token before its letter is sent.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn add_token(&self, token: &TokenRecord) -> Result<(), Failure> {
        let mut transaction = Transaction::new();
        transaction.create(token)?;
        transaction.run(self).await?.map_err(|refused| conflict(&refused))
    }

    /// The token of that hash, whether it is still good or not.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn token(&self, hash: &str) -> Result<Option<TokenRecord>, Failure> {
        self.get(keys::token(hash)).await
    }
}
