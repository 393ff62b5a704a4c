//! Invitations: who holds one may sign up, once. The item names the key of its token and holds no token.

use super::expression::Write;
use super::keys::{self, Key};
use super::mails::MailRecord;
use super::page::{InOrder, Position, cut};
use super::record::{Record, from_item, millis};
use super::transaction::Transaction;
use super::{Db, Kind, conflict};
use crate::failure::Failure;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use share_cloud_domain::account::EmailAddress;
use share_cloud_domain::ids::{AccountId, InvitationId};
use share_cloud_domain::problem::Code;
use share_cloud_domain::sign_up::Invited;

/// The local index that holds invitations by when they were made.
const MADE_INDEX: &str = "lsi1";

/// Leave to sign up, once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InvitationRecord {
    /// The invitation.
    pub invitation_id: InvitationId,
    /// The one address that it is for; none for whoever has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<EmailAddress>,
    /// The admin who invites; none for the owner of the machine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invited_by: Option<AccountId>,
    /// Which key its token is made with.
    pub key_id: String,
    /// When it was made.
    #[serde(with = "millis")]
    pub created_at: Timestamp,
    /// Until when it is good.
    #[serde(with = "millis")]
    pub expires_at: Timestamp,
}

impl Record for InvitationRecord {
    fn key(&self) -> Key {
        keys::invitation(&self.invitation_id)
    }

    fn drop_after(&self) -> Option<Timestamp> {
        Some(self.expires_at)
    }

    fn index_keys(&self) -> Vec<(&'static str, String)> {
        vec![(MADE_INDEX, format!("{:020}#{}", self.created_at.as_millisecond(), self.invitation_id))]
    }
}

impl InvitationRecord {
    /// Whether it is for this address.
    #[must_use]
    pub fn is_for(&self, email: &EmailAddress) -> bool {
        self.email.as_ref().is_none_or(|only| only.folded() == email.folded())
    }

    /// How an account comes in by it.
    #[must_use]
    pub const fn invites(&self) -> Invited {
        if self.email.is_some() { Invited::Address } else { Invited::Anybody }
    }

    /// Uses it up, if it is there and good.
    pub(crate) fn used_at(&self, now: Timestamp) -> Write {
        Write::delete(self.key()).exists().at_least("expires_at", now)
    }
}

impl Db {
    /// Stores a new invitation, with the letter that brings it.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn add_invitation(&self, invitation: &InvitationRecord, mail: Option<&MailRecord>) -> Result<(), Failure> {
        let mut transaction = Transaction::new();
        transaction.create(invitation)?;
        if let Some(mail) = mail {
            transaction.create(mail)?;
        }
        transaction.run(self).await?.map_err(|refused| conflict(&refused))
    }

    /// The invitation of that id, unless its time is over.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn invitation(&self, id: &InvitationId, now: Timestamp) -> Result<Option<InvitationRecord>, Failure> {
        let found: Option<InvitationRecord> = self.get(keys::invitation(id)).await?;
        Ok(found.filter(|invitation| invitation.expires_at > now))
    }

    /// A page of the invitations that are open, the newest first, and where the next one begins. Those whose time is over are left out.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn invitations(
        &self,
        now: Timestamp,
        after: Option<Position>,
        limit: u16,
    ) -> Result<(Vec<InvitationRecord>, Option<Position>), Failure> {
        let partition = keys::partition(Kind::Invitation, keys::ALL);
        let order = InOrder { index: MADE_INDEX, partition, prefix: "", forward: false };
        let limit = usize::from(limit);
        let mut items = self.in_order(&order, after, limit + 1).await?;
        let next = cut(&mut items, limit, MADE_INDEX);
        let mut invitations: Vec<InvitationRecord> = items.into_iter().map(from_item).collect::<Result<_, _>>()?;
        invitations.retain(|invitation| invitation.expires_at > now);
        Ok((invitations, next))
    }

    /// Takes an invitation back.
    ///
    /// # Errors
    /// `not_found` when it was used, revoked or never there.
    pub async fn revoke_invitation(&self, id: &InvitationId) -> Result<(), Failure> {
        self.write(Write::delete(keys::invitation(id)).exists()).await?.map_err(|_| Code::NotFound.into())
    }
}
