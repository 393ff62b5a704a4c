//! Accounts and the whole home as admins see them: who, how much, since when, and never what.

use super::time;
use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use share_cloud_aws::db::directory::Listed;
use share_cloud_domain::account::{AccountStatus, Role};

/// Whoever was seen within this time counts as active.
const ACTIVE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// An account as admins see it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "AdminAccount")]
pub struct AdminAccountView {
    /// The account.
    pub id: String,
    /// The name to sign in with.
    pub username: String,
    /// The address; the account's own once it is verified.
    pub email: String,
    /// Whether the address is confirmed.
    pub email_verified: bool,
    /// What others see.
    pub display_name: Option<String>,
    /// `user` or `admin`.
    #[schemars(extend("enum" = ["user", "admin"]))]
    pub role: &'static str,
    /// `active`, `suspended` or `closing`.
    #[schemars(extend("enum" = ["active", "suspended", "closing"]))]
    pub status: &'static str,
    /// When it was made.
    #[serde(serialize_with = "time::serialize")]
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub created_at: Timestamp,
    /// When somebody was last signed in to it, to about an hour; null for never.
    #[serde(serialize_with = "time::optional::serialize")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub last_seen_at: Option<Timestamp>,
    /// While it is closing: until when its owner undoes that by signing in; null otherwise.
    #[serde(serialize_with = "time::optional::serialize")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub closes_at: Option<Timestamp>,
    /// Its room.
    pub storage: AdminStorageView,
}

/// An account's room as admins see it, in bytes.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "AdminStorage")]
pub struct AdminStorageView {
    /// What the account may hold.
    pub quota_bytes: i64,
    /// The bytes of all versions, trash included.
    pub used_bytes: i64,
    /// The bytes of open uploads.
    pub reserved_bytes: i64,
    /// quota − used − reserved; negative only when the quota was lowered.
    pub free_bytes: i64,
    /// Whether nothing new fits because the quota was lowered.
    pub over_quota: bool,
}

impl AdminAccountView {
    /// Shows an account to an admin.
    #[must_use]
    pub fn new(listed: &Listed) -> Self {
        let Listed { account, storage } = listed;
        Self {
            id: account.account_id.to_string(),
            username: account.username.to_string(),
            email: account.email.to_string(),
            email_verified: account.email_verified,
            display_name: account.display_name.as_ref().map(ToString::to_string),
            role: account.role.as_str(),
            status: account.status.as_str(),
            created_at: account.created_at,
            last_seen_at: account.last_seen_at,
            closes_at: account.closes_at,
            storage: AdminStorageView {
                quota_bytes: storage.quota_bytes,
                used_bytes: storage.used_bytes,
                reserved_bytes: storage.reserved_bytes,
                free_bytes: storage.free_bytes,
                over_quota: storage.free_bytes < 0,
            },
        }
    }
}

/// Accounts as admins see them.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "AdminAccountList")]
pub struct AdminAccountList {
    /// The accounts, by username.
    pub items: Vec<AdminAccountView>,
    /// What to ask the next page with; null on the last one.
    pub next_cursor: Option<String>,
}

/// What the accounts that were counted come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline)]
pub struct Totals {
    /// How many accounts there are.
    pub accounts: i64,
    /// How many of them have not confirmed their address.
    pub unconfirmed: i64,
    /// How many are suspended.
    pub suspended: i64,
    /// How many are admins.
    pub admins: i64,
    /// How many were signed in within the last 30 days.
    pub active_30_days: i64,
    /// What all of them may hold.
    pub quota_bytes: i64,
    /// The bytes of all versions, trash included.
    pub used_bytes: i64,
    /// The bytes of open uploads.
    pub reserved_bytes: i64,
    /// How many files and folders there are.
    pub entries: i64,
    /// How many uploads are open.
    pub open_uploads: i64,
    /// How many public links were not revoked.
    pub shares: i64,
}

impl Totals {
    /// Counts one more account.
    pub fn add(&mut self, listed: &Listed, now: Timestamp) {
        let Listed { account, storage } = listed;
        let is_active = account.last_seen_at.is_some_and(|at| at > now - ACTIVE);
        self.accounts += 1;
        self.unconfirmed += i64::from(!account.email_verified);
        self.suspended += i64::from(account.status == AccountStatus::Suspended);
        self.admins += i64::from(account.role == Role::Admin);
        self.active_30_days += i64::from(is_active);
        for (total, more) in [
            (&mut self.quota_bytes, storage.quota_bytes),
            (&mut self.used_bytes, storage.used_bytes),
            (&mut self.reserved_bytes, storage.reserved_bytes),
            (&mut self.entries, storage.entry_count),
            (&mut self.open_uploads, storage.open_uploads),
            (&mut self.shares, storage.share_count),
        ] {
            // Quotas may be promised beyond what a number holds.
            *total = total.saturating_add(more);
        }
    }
}

/// The numbers of the whole home, as far as they were counted.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Stats")]
pub struct StatsView {
    /// The numbers so far.
    #[serde(flatten)]
    pub totals: Totals,
    /// What to count on with; null when all accounts are counted.
    pub next_cursor: Option<String>,
}
