//! An account as it sees itself.

use super::notice::NoticeSettingsView;
use crate::app::App;
use schemars::JsonSchema;
use serde::Serialize;
use share_cloud_aws::db::accounts::AccountRecord;
use share_cloud_aws::failure::Failure;

/// An account as it sees itself.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Account")]
pub struct AccountView {
    /// The account.
    pub id: String,
    /// The name to sign in with.
    pub username: String,
    /// The address; the account's own once it is verified.
    pub email: String,
    /// The next address, until it is confirmed.
    pub pending_email: Option<String>,
    /// Whether the address is confirmed.
    pub email_verified: bool,
    /// What others see.
    pub display_name: Option<String>,
    /// `ko` or `en`.
    #[schemars(extend("enum" = ["ko", "en"]))]
    pub locale: &'static str,
    /// `user` or `admin`.
    #[schemars(extend("enum" = ["user", "admin"]))]
    pub role: &'static str,
    /// Where everything of the account is.
    pub root_id: String,
    /// By what it is told of each kind of notice.
    pub notices: NoticeSettingsView,
    /// The room.
    pub storage: StorageView,
}

/// An account's room, in bytes.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Storage")]
pub struct StorageView {
    /// What the account may hold.
    pub quota_bytes: i64,
    /// The bytes of all versions, trash included.
    pub used_bytes: i64,
    /// The bytes of open uploads.
    pub reserved_bytes: i64,
    /// quota − used − reserved; negative only when the quota was lowered.
    pub free_bytes: i64,
    /// What of `used_bytes` earlier versions take.
    pub versions_bytes: i64,
    /// What of `used_bytes` is in the trash.
    pub trash_bytes: u64,
    /// Whether nothing new fits because the quota was lowered.
    pub over_quota: bool,
}

impl AccountView {
    /// Reads the account's room and puts both together.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn read(app: &App, account: &AccountRecord) -> Result<Self, Failure> {
        let room = app.db().room(account).await?;
        let storage = &room.storage;
        Ok(Self {
            id: account.account_id.to_string(),
            username: account.username.to_string(),
            email: account.email.to_string(),
            pending_email: account.pending_email.as_ref().map(ToString::to_string),
            email_verified: account.email_verified,
            display_name: account.display_name.as_ref().map(ToString::to_string),
            locale: account.locale.as_str(),
            role: account.role.as_str(),
            root_id: account.root_id.to_string(),
            notices: NoticeSettingsView::from(account.notices),
            storage: StorageView {
                quota_bytes: storage.quota_bytes,
                used_bytes: storage.used_bytes,
                reserved_bytes: storage.reserved_bytes,
                free_bytes: storage.free_bytes,
                versions_bytes: storage.versions_bytes,
                trash_bytes: room.trash_bytes,
                over_quota: storage.free_bytes < 0,
            },
        })
    }
}
