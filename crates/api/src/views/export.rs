//! What is kept about an account, as it is given to its owner.

use super::account::AccountView;
use super::activity::ActivityView;
use super::entry::EntryView;
use super::member::{MemberView, SharedView};
use super::notice::NoticeView;
use super::session::SessionView;
use super::time;
use super::upload::UploadSummary;
use super::version::VersionView;
use crate::identity::reach::Reached;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use share_cloud_aws::db::accounts::AccountRecord;
use share_cloud_aws::db::devices::DeviceRecord;
use share_cloud_aws::db::entries::EntryRecord;
use share_cloud_aws::db::invitations::InvitationRecord;
use share_cloud_aws::db::members::MemberOfRecord;
use share_cloud_aws::db::shares::ShareRecord;
use share_cloud_aws::db::versions::VersionRecord;
use share_cloud_domain::name::EntryKind;

/// One thing that is kept. Beside `kind` it has the one field of that name.
#[derive(Debug, Default, Serialize, JsonSchema)]
#[schemars(rename = "ExportItem")]
pub struct ExportItem {
    /// What it is.
    #[schemars(extend("enum" = ["account", "session", "device", "activity", "notice", "share", "upload", "invitation", "shared_with_me", "entry"]))]
    pub kind: &'static str,
    /// The account itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<ExportAccount>,
    /// A sign-in that lasts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session: Option<SessionView>,
    /// A device that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<ExportDevice>,
    /// Something that happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activity: Option<ActivityView>,
    /// Something it was told of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notice: Option<NoticeView>,
    /// A public link, without what opens it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<ExportShare>,
    /// An open upload.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upload: Option<UploadSummary>,
    /// An invitation that is open.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invitation: Option<ExportInvitation>,
    /// Something that somebody else gave the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shared_with_me: Option<ExportShared>,
    /// A file or folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<ExportEntry>,
}

/// The account with what is kept beside what it is shown.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ExportAccount")]
pub struct ExportAccount {
    /// The account as it sees itself.
    #[serde(flatten)]
    pub account: AccountView,
    /// When it was made.
    #[serde(serialize_with = "time::serialize")]
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub created_at: Timestamp,
    /// When somebody was last signed in to it, to about an hour.
    #[serde(serialize_with = "time::optional::serialize")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub last_seen_at: Option<Timestamp>,
    /// Whether it came by an invitation.
    pub was_invited: bool,
}

/// A device by what it is known again.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ExportDevice")]
pub struct ExportDevice {
    /// Browser, system and network.
    pub known_by: String,
    /// When it was last signed in.
    #[serde(serialize_with = "time::serialize")]
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub seen_at: Timestamp,
}

/// A public link. Its token is not in it: a file that lies about opens nothing.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ExportShare")]
pub struct ExportShare {
    /// The share.
    pub id: String,
    /// What is shared.
    pub entry_ids: Vec<String>,
    /// `download`, `view` or `drop`.
    #[schemars(extend("enum" = ["download", "view", "drop"]))]
    pub allow: &'static str,
    /// Whether readers must know a password.
    pub has_password: bool,
    /// Some words for the reader.
    pub note: Option<String>,
    /// How often its content may be taken.
    pub max_downloads: Option<u32>,
    /// How often it was.
    pub downloads_used: u32,
    /// When it was made.
    #[serde(serialize_with = "time::serialize")]
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub created_at: Timestamp,
    /// When it ends by itself.
    #[serde(serialize_with = "time::optional::serialize")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub expires_at: Option<Timestamp>,
    /// When it was revoked; kept for 90 days from then.
    #[serde(serialize_with = "time::optional::serialize")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub revoked_at: Option<Timestamp>,
}

/// An invitation that the account made. Its token is not in it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ExportInvitation")]
pub struct ExportInvitation {
    /// The invitation.
    pub id: String,
    /// The one address it is for.
    pub email: Option<String>,
    /// When it was made.
    #[serde(serialize_with = "time::serialize")]
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub created_at: Timestamp,
    /// Until when it is good.
    #[serde(serialize_with = "time::serialize")]
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub expires_at: Timestamp,
}

/// Something that somebody else gave the account.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ExportShared")]
pub struct ExportShared {
    /// What was given.
    pub entry_id: String,
    /// Since when.
    #[serde(serialize_with = "time::serialize")]
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub shared_at: Timestamp,
    /// The entry as list-shared-with-me tells it; null while it lies in its owner's trash, or its owner is suspended.
    pub entry: Option<SharedView>,
}

/// Somebody whom the account gave one of its entries.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ExportMember")]
pub struct ExportMember {
    /// Who, as list-members tells it.
    #[serde(flatten)]
    pub member: MemberView,
    /// Since when.
    #[serde(serialize_with = "time::serialize")]
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub given_at: Timestamp,
}

/// A file or folder with where it is and what it held.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ExportEntry")]
pub struct ExportEntry {
    /// The entry.
    #[serde(flatten)]
    pub entry: EntryView,
    /// Its names from the top down, joined by `/`.
    pub path: String,
    /// Whether it lies in the trash.
    pub in_trash: bool,
    /// A file's earlier versions, the oldest first.
    pub earlier_versions: Vec<VersionView>,
    /// Whom the entry itself was given, in the order of giving.
    pub members: Vec<ExportMember>,
}

/// A page of what is kept.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ExportPage")]
pub struct ExportPage {
    /// What is kept, part by part.
    pub items: Vec<ExportItem>,
    /// What to ask the next page with; null on the last one.
    pub next_cursor: Option<String>,
}

impl ExportItem {
    /// The account itself.
    #[must_use]
    pub fn account(account: &AccountRecord, view: AccountView) -> Self {
        let (created_at, last_seen_at, was_invited) = (account.created_at, account.last_seen_at, account.invited.is_some());
        let account = Some(ExportAccount { account: view, created_at, last_seen_at, was_invited });
        Self { kind: "account", account, ..Self::default() }
    }

    /// A sign-in that lasts.
    #[must_use]
    pub fn session(session: SessionView) -> Self {
        Self { kind: "session", session: Some(session), ..Self::default() }
    }

    /// A device that is known.
    #[must_use]
    pub fn device(device: DeviceRecord) -> Self {
        Self { kind: "device", device: Some(ExportDevice { known_by: device.mark, seen_at: device.seen_at }), ..Self::default() }
    }

    /// Something that happened.
    #[must_use]
    pub fn activity(activity: ActivityView) -> Self {
        Self { kind: "activity", activity: Some(activity), ..Self::default() }
    }

    /// Something it was told of.
    #[must_use]
    pub fn notice(notice: NoticeView) -> Self {
        Self { kind: "notice", notice: Some(notice), ..Self::default() }
    }

    /// A public link.
    #[must_use]
    pub fn share(share: ShareRecord) -> Self {
        let share = ExportShare {
            id: share.share_id.to_string(),
            entry_ids: share.entry_ids.iter().map(ToString::to_string).collect(),
            allow: share.allow.as_str(),
            has_password: share.password_hash.is_some(),
            note: share.note,
            max_downloads: share.max_downloads,
            downloads_used: share.downloads_used,
            created_at: share.created_at,
            expires_at: share.expires_at,
            revoked_at: share.revoked_at,
        };
        Self { kind: "share", share: Some(share), ..Self::default() }
    }

    /// An open upload.
    #[must_use]
    pub fn upload(upload: UploadSummary) -> Self {
        Self { kind: "upload", upload: Some(upload), ..Self::default() }
    }

    /// An invitation that is open.
    #[must_use]
    pub fn invitation(invitation: &InvitationRecord) -> Self {
        let invitation = ExportInvitation {
            id: invitation.invitation_id.to_string(),
            email: invitation.email.as_ref().map(ToString::to_string),
            created_at: invitation.created_at,
            expires_at: invitation.expires_at,
        };
        Self { kind: "invitation", invitation: Some(invitation), ..Self::default() }
    }

    /// Something that was given, as far as it is reached.
    #[must_use]
    pub fn shared_with_me(given: &MemberOfRecord, reached: Option<&Reached>) -> Self {
        let shared_at = given.created_at;
        let entry = reached.and_then(|reached| SharedView::new(reached, shared_at));
        let shared = ExportShared { entry_id: given.entry_id.to_string(), shared_at, entry };
        Self { kind: "shared_with_me", shared_with_me: Some(shared), ..Self::default() }
    }

    /// A file or folder, as the item by its name shows it: without a folder's totals.
    #[must_use]
    pub fn entry(entry: EntryRecord, path: String, in_trash: bool, earlier: Vec<VersionRecord>, members: Vec<ExportMember>) -> Self {
        let is_folder = entry.kind == EntryKind::Folder;
        let view = EntryView::from(entry);
        let entry = if is_folder { EntryView { total_bytes: None, file_count: None, ..view } } else { view };
        let earlier_versions = earlier.into_iter().map(|version| VersionView::new(version.content, false)).collect();
        Self { kind: "entry", entry: Some(ExportEntry { entry, path, in_trash, earlier_versions, members }), ..Self::default() }
    }
}
