//! Accounts: the person, the name, the confirmed address, the password's hash and the room.

use super::activity::ActivityRecord;
use super::admins::{FIRST_ADMIN, FirstAdminRecord};
use super::devices::DeviceRecord;
use super::entries::{EntryRecord, containers};
use super::expression::Write;
use super::garbage::GarbageRecord;
use super::invitations::InvitationRecord;
use super::keys::{self, Key};
use super::mails::MailRecord;
use super::members::JoinRecord;
use super::record::{Record, from_item, millis, millis_optional};
use super::table::{ACCOUNTS_KEY, ACCOUNTS_SHARD};
use super::transaction::Transaction;
use super::{Db, Kind, conflict};
use crate::failure::Failure;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use share_cloud_domain::account::{AccountStatus, DisplayName, EmailAddress, Locale, Role, Username};
use share_cloud_domain::activity::Deed;
use share_cloud_domain::ids::{AccountId, EntryId, GarbageId, JobId};
use share_cloud_domain::notice::NoticeSettings;
use share_cloud_domain::problem::{Code, Problem};
use share_cloud_domain::sign_up::Invited;

/// How long an account whose address nobody confirms is kept.
pub const UNCONFIRMED_LIFE: SignedDuration = SignedDuration::from_hours(14 * 24);

/// A person's account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AccountRecord {
    /// The account.
    pub account_id: AccountId,
    /// The name to sign in with, unique.
    pub username: Username,
    /// What others see.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display_name: Option<DisplayName>,
    /// The address; the account's own only once `email_verified`.
    pub email: EmailAddress,
    /// Whether the address is confirmed.
    pub email_verified: bool,
    /// A confirmed account's next address, until that is confirmed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pending_email: Option<EmailAddress>,
    /// The language of letters and of the web app.
    pub locale: Locale,
    /// What the person may do beside their own.
    pub role: Role,
    /// Whether the account is open.
    pub status: AccountStatus,
    /// The folder that holds everything.
    pub root_id: EntryId,
    /// The container of trashed entries.
    pub trash_id: EntryId,
    /// The container of entries that are being removed for good.
    pub purging_id: EntryId,
    /// Which sessions are good: those of this epoch. A new password begins another one.
    #[serde(default)]
    pub session_epoch: u64,
    /// When it was made.
    #[serde(with = "millis")]
    pub created_at: Timestamp,
    /// By what it is told of each kind of notice.
    #[serde(default, skip_serializing_if = "NoticeSettings::is_default")]
    pub notices: NoticeSettings,
    /// Up to which moment its notices were read.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "millis_optional")]
    pub notices_read_at: Option<Timestamp>,
    /// When it vanishes unless its address is confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "millis_optional")]
    pub vanishes_at: Option<Timestamp>,
    /// How it was invited, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invited: Option<Invited>,
    /// When it was last signed in, to about an hour.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "millis_optional")]
    pub last_seen_at: Option<Timestamp>,
    /// While it is closing: until when signing in undoes that.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "millis_optional")]
    pub closes_at: Option<Timestamp>,
    /// The job that takes it down; once there is one, it does not come back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closing_job_id: Option<JobId>,
}

impl AccountRecord {
    /// How a person is called among others.
    #[must_use]
    pub fn shown_name(&self) -> String {
        self.display_name.as_ref().map_or_else(|| self.username.to_string(), ToString::to_string)
    }
}

impl Record for AccountRecord {
    fn key(&self) -> Key {
        keys::account(&self.account_id)
    }

    fn due_at(&self) -> Option<Timestamp> {
        // From then on its job is what is due.
        let waits = self.closing_job_id.is_none();
        [self.vanishes_at, self.closes_at].into_iter().flatten().min().filter(|_| waits)
    }

    fn index_keys(&self) -> Vec<(&'static str, String)> {
        let shard = super::due::shard_of(&self.key());
        vec![(ACCOUNTS_SHARD, shard), (ACCOUNTS_KEY, self.username.as_str().to_owned())]
    }
}

/// What an account gets beside its address when that is confirmed.
#[derive(Debug)]
pub enum Told {
    /// The letter that greets who confirmed a first address, where letters leave.
    Greeting(Option<MailRecord>),
    /// The letter that tells the old address of the new one.
    Changed(MailRecord),
}

/// Whose a username is.
#[derive(Serialize, Deserialize)]
struct UsernameRecord {
    username: Username,
    account_id: AccountId,
}

impl Record for UsernameRecord {
    fn key(&self) -> Key {
        keys::username(self.username.as_str())
    }
}

/// Whose a confirmed address is.
#[derive(Serialize, Deserialize)]
struct EmailRecord {
    folded: String,
    account_id: AccountId,
}

impl Record for EmailRecord {
    fn key(&self) -> Key {
        keys::email(&self.folded)
    }
}

/// A password's hash as a PHC string.
#[derive(Serialize, Deserialize)]
struct CredentialRecord {
    account_id: AccountId,
    password_hash: String,
    #[serde(with = "millis")]
    changed_at: Timestamp,
}

impl Record for CredentialRecord {
    fn key(&self) -> Key {
        keys::credential(&self.account_id)
    }
}

/// An account's room and its counts, as they are changed by every reservation, commit and removal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StorageRecord {
    /// Whose room.
    pub account_id: AccountId,
    /// What the account may hold.
    pub quota_bytes: i64,
    /// The bytes of all versions, trash included.
    pub used_bytes: i64,
    /// The bytes of open uploads and copies.
    pub reserved_bytes: i64,
    /// quota − used − reserved; negative only after the quota was lowered.
    pub free_bytes: i64,
    /// The bytes of versions that are not current.
    pub versions_bytes: i64,
    /// How many files and folders there are.
    pub entry_count: i64,
    /// How many uploads are open.
    pub open_uploads: i64,
    /// How many public links were not revoked.
    #[serde(default)]
    pub share_count: i64,
    /// How many copies run.
    #[serde(default)]
    pub copy_count: i64,
    /// Which mark its owner was told of last, in percent; 0 for none.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub told_percent: u8,
    /// Since when a mark was passed that nobody has looked at yet.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "millis_optional")]
    pub looks_at: Option<Timestamp>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_zero(number: &u8) -> bool {
    *number == 0
}

impl Record for StorageRecord {
    fn key(&self) -> Key {
        keys::storage(&self.account_id)
    }

    fn due_at(&self) -> Option<Timestamp> {
        self.looks_at
    }
}

/// Everything that sign-up stores.
#[derive(Debug)]
pub struct NewAccount {
    /// The account as it will be read.
    pub account: AccountRecord,
    /// The password's hash, a PHC string.
    pub password_hash: String,
    /// What the account may hold.
    pub quota_bytes: i64,
    /// The letter that asks to confirm the address, or none when too many were sent there.
    pub mail: Option<MailRecord>,
    /// Where the removal of the marker is noted until the account exists.
    pub marker_garbage: GarbageId,
    /// Whether the account is to be the admin if it is the first.
    pub first_is_admin: bool,
    /// The device that signs up, by what it is known again.
    pub device: String,
    /// The invitation that is used up.
    pub invitation: Option<InvitationRecord>,
}

/// A session's account, as every authenticated request reads it.
#[derive(Debug, Clone)]
pub struct AccountRoom {
    /// The room.
    pub storage: StorageRecord,
    /// The bytes in the trash.
    pub trash_bytes: u64,
}

impl Db {
    /// Notes that the marker of an account is garbage unless the account comes to exist; called before the marker is stored.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn note_marker(&self, garbage: &GarbageRecord) -> Result<(), Failure> {
        let mut transaction = Transaction::new();
        transaction.put(garbage)?;
        transaction.run(self).await?.map_err(|refused| conflict(&refused))
    }

    /// Makes an account, whole or not at all.
    ///
    /// # Errors
    /// `username_taken`; `invalid_input` at `invitation` when that is used, revoked or over; `unavailable` when the store is away.
    pub async fn sign_up(&self, mut new: NewAccount) -> Result<AccountRecord, Failure> {
        let mut claims_admin = new.first_is_admin && self.get::<FirstAdminRecord>(keys::instance(FIRST_ADMIN)).await?.is_none();
        loop {
            new.account.role = if claims_admin { Role::Admin } else { Role::User };
            let mut transaction = Transaction::new();
            let account_id = new.account.account_id.clone();
            let username = new.account.username.clone();
            let taken = transaction.create(&UsernameRecord { username, account_id: account_id.clone() })?;
            let (password_hash, changed_at) = (new.password_hash.clone(), new.account.created_at);
            transaction.create(&CredentialRecord { account_id: account_id.clone(), password_hash, changed_at })?;
            transaction.create(&new.account)?;
            transaction.create(&StorageRecord {
                account_id: account_id.clone(),
                quota_bytes: new.quota_bytes,
                used_bytes: 0,
                reserved_bytes: 0,
                free_bytes: new.quota_bytes,
                versions_bytes: 0,
                entry_count: 0,
                open_uploads: 0,
                share_count: 0,
                copy_count: 0,
                told_percent: 0,
                looks_at: None,
            })?;
            for container in containers(&new.account) {
                transaction.create::<EntryRecord>(&container)?;
            }
            transaction.put(&DeviceRecord { account_id: account_id.clone(), mark: new.device.clone(), seen_at: new.account.created_at })?;
            transaction.put(&ActivityRecord::of(&account_id, Deed::SignedUp, new.account.created_at, &account_id))?;
            if let Some(mail) = &new.mail {
                transaction.create(mail)?;
            }
            transaction.push(Write::delete(keys::garbage(&new.marker_garbage)).exists());
            let invitation = new.invitation.as_ref().map(|invitation| transaction.push(invitation.used_at(new.account.created_at)));
            let first = if claims_admin { Some(transaction.create(&FirstAdminRecord { account_id })?) } else { None };
            match transaction.run(self).await? {
                Ok(()) => return Ok(new.account),
                Err(refused) if refused.is_at(taken) => return Err(Code::UsernameTaken.into()),
                Err(refused) if invitation.is_some_and(|invitation| refused.is_at(invitation)) => {
                    return Err(Problem::field("invitation", "invalid", "Ask for another invitation: this one was used or is over.").into());
                }
                Err(refused) if first.is_some_and(|first| refused.is_at(first)) => claims_admin = false,
                Err(refused) => return Err(conflict(&refused)),
            }
        }
    }

    /// The account, if there is one.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn account(&self, id: &AccountId) -> Result<Option<AccountRecord>, Failure> {
        self.get(keys::account(id)).await
    }

    /// Whose the username is.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn account_of_username(&self, username: &Username) -> Result<Option<AccountId>, Failure> {
        Ok(self.get::<UsernameRecord>(keys::username(username.as_str())).await?.map(|record| record.account_id))
    }

    /// Nobody's: what cannot be a username is looked up all the same, so that the work is.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn account_of_username_text(&self, text: &str) -> Result<Option<AccountId>, Failure> {
        let never: String = text.chars().take(32).collect();
        Ok(self.get::<UsernameRecord>(keys::username(&format!("?{never}"))).await?.map(|record| record.account_id))
    }

    /// Removes an account whose address nobody confirmed in time, and frees its name. False if it was confirmed or is gone.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn remove_unconfirmed(&self, account: &AccountRecord, marker: &GarbageRecord, now: Timestamp) -> Result<bool, Failure> {
        let mut transaction = Transaction::new();
        transaction.push(Write::delete(account.key()).equals("email_verified", false).at_most("vanishes_at", now));
        let username = Write::delete(keys::username(account.username.as_str()));
        transaction.push(username.equals("account_id", account.account_id.as_str()));
        transaction.push(Write::delete(keys::credential(&account.account_id)));
        transaction.push(Write::delete(keys::storage(&account.account_id)));
        for container in [&account.root_id, &account.trash_id, &account.purging_id] {
            transaction.push(Write::delete(keys::entry(container)).equals("child_count", 0_i64));
        }
        transaction.put(marker)?;
        Ok(transaction.run(self).await?.is_ok())
    }

    /// Whose the confirmed address is.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn account_of_email(&self, email: &EmailAddress) -> Result<Option<AccountId>, Failure> {
        Ok(self.get::<EmailRecord>(keys::email(&email.folded())).await?.map(|record| record.account_id))
    }

    /// The hash of the account's password.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn password_hash(&self, id: &AccountId) -> Result<Option<String>, Failure> {
        Ok(self.get::<CredentialRecord>(keys::credential(id)).await?.map(|record| record.password_hash))
    }

    /// The account's room, and what of it is in the trash.
    ///
    /// # Errors
    /// `unavailable` when the store is away; `internal` when the account is not whole.
    pub async fn room(&self, account: &AccountRecord) -> Result<AccountRoom, Failure> {
        let keys = vec![keys::storage(&account.account_id), keys::entry(&account.trash_id)];
        let (mut storage, mut trash) = (None, None);
        for item in self.get_many(keys).await? {
            let is_storage = Key::of(&item).is_some_and(|key| key.sk == Kind::Storage.prefix());
            if is_storage { storage = Some(from_item(item)?) } else { trash = Some(from_item::<EntryRecord>(item)?) }
        }
        match (storage, trash) {
            (Some(storage), Some(trash)) => Ok(AccountRoom { storage, trash_bytes: trash.total_bytes }),
            _ => Err(Failure::internal(format!("account {} is not whole", account.account_id))),
        }
    }

    /// Makes the address of a letter's token the account's own. The token is used up.
    ///
    /// # Errors
    /// `token_invalid` when the token is used, the address became somebody else's or is no longer the account's to confirm, or the account
    /// is closing.
    pub async fn confirm_email(
        &self,
        account: &AccountRecord,
        token_hash: &str,
        told: Told,
        now: Timestamp,
    ) -> Result<AccountRecord, Failure> {
        let mut confirmed = account.clone();
        let mut transaction = Transaction::new();
        let folded_old = account.email.folded();
        if let Some(pending) = confirmed.pending_email.take() {
            confirmed.email = pending;
        }
        (confirmed.email_verified, confirmed.vanishes_at) = (true, None);
        let folded = confirmed.email.folded();
        transaction.push(Write::delete(keys::token(token_hash)).exists());
        let owned = EmailRecord { folded: folded.clone(), account_id: account.account_id.clone() };
        let item = super::record::to_item(&owned)?;
        transaction.push(Write::put(owned.key(), item).absent_or_equals("account_id", account.account_id.as_str()));
        let pending = account.pending_email.as_ref().map(EmailAddress::as_str);
        let unchanged = Write::update(confirmed.key())
            .set("email", confirmed.email.as_str())
            .set("email_verified", true)
            .remove("pending_email")
            .remove("vanishes_at")
            .remove(super::due::SHARD)
            .remove(super::due::AT)
            .equals("email", account.email.as_str())
            .equals("email_verified", account.email_verified)
            .equals_or_lacks("pending_email", pending)
            .lacks("closes_at");
        transaction.push(unchanged);
        if account.email_verified && folded != folded_old {
            transaction.push(Write::delete(keys::email(&folded_old)));
        }
        // What waits for the address is taken over by work; nothing more can wait for it from now on.
        let (account_id, email) = (account.account_id.clone(), confirmed.email.clone());
        transaction.put(&JoinRecord { account_id, email, confirmed_at: now })?;
        match told {
            Told::Greeting(greeting) => {
                if let Some(mail) = greeting {
                    transaction.create(&mail)?;
                }
                transaction.put(&ActivityRecord::of(&account.account_id, Deed::EmailConfirmed, now, &account.account_id))?;
            }
            Told::Changed(mail) => {
                transaction.create(&mail)?;
                transaction.put(&ActivityRecord::of(&account.account_id, Deed::EmailChanged, mail.created_at, &mail.mail_id))?;
            }
        }
        transaction.run(self).await?.map_err(|_| Failure::from(Code::TokenInvalid))?;
        Ok(confirmed)
    }

    /// Stores the account's new address: its own while nothing is confirmed, else one that waits. A letter goes with it.
    ///
    /// # Errors
    /// `conflict` when the account changed meanwhile.
    pub async fn change_email(&self, account: &AccountRecord, email: &EmailAddress, mail: &MailRecord) -> Result<AccountRecord, Failure> {
        let mut changed = account.clone();
        let attribute = if account.email_verified { "pending_email" } else { "email" };
        let update = Write::update(account.key())
            .set(attribute, email.as_str())
            .equals("email", account.email.as_str())
            .equals("email_verified", account.email_verified);
        if account.email_verified {
            changed.pending_email = Some(email.clone());
        } else {
            changed.email = email.clone();
        }
        let mut transaction = Transaction::new();
        transaction.push(update);
        transaction.create(mail)?;
        transaction.run(self).await?.map_err(|refused| conflict(&refused))?;
        Ok(changed)
    }

    /// The account behind a username or a confirmed address, if there is one.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn account_of_login(&self, login: &str) -> Result<Option<AccountRecord>, Failure> {
        let id = match (EmailAddress::parse(login), Username::parse(login)) {
            (Ok(email), _) => self.account_of_email(&email).await?,
            (_, Ok(username)) => self.account_of_username(&username).await?,
            _ => None,
        };
        match id {
            Some(id) => self.account(&id).await,
            None => Ok(None),
        }
    }
}
