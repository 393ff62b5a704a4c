//! Notices as the account that they tell sees them, and what it has switched on and off.

use super::time;
use crate::identity::reach::Reached;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use share_cloud_aws::db::accounts::AccountRecord;
use share_cloud_aws::db::notices::{NoticeOf, NoticeRecord};
use share_cloud_aws::db::profile::Switch;
use share_cloud_domain::name::EntryKind;
use share_cloud_domain::notice::{Channels, NoticeKind, NoticeSettings};

/// Something that an account is told of. What does not belong to its kind is null.
#[derive(Debug, Default, Serialize, JsonSchema)]
#[schemars(rename = "Notice")]
pub struct NoticeView {
    /// The notice. What happens again to the same thing is the same notice, at its newer time.
    pub id: String,
    /// `member_put`: somebody gave a file or folder. `drop_received`: files came through a link. `share_expiring`: a link ends soon. `room`:
    /// the room is nearly used up.
    #[schemars(extend("enum" = ["member_put", "drop_received", "share_expiring", "room"]))]
    pub kind: &'static str,
    /// When it happened, or happened last.
    #[serde(serialize_with = "time::serialize")]
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub at: Timestamp,
    /// Whether it happened after `notices_read_at` was set last.
    pub unread: bool,
    /// The entry: what was given, where files came to, what the link shares first.
    pub entry_id: Option<String>,
    /// Its name now; null where it is gone or not the account's to see any more, and in the export.
    pub entry_name: Option<String>,
    /// `file` or `folder`; null as the name is.
    #[schemars(extend("enum" = ["file", "folder", null]))]
    pub entry_kind: Option<&'static str>,
    /// Who gave it, by username; null as the name is.
    pub from: Option<String>,
    /// The link.
    pub share_id: Option<String>,
    /// How many files came within the hour.
    pub files: Option<u64>,
    /// When the link ends.
    #[serde(serialize_with = "time::optional::serialize")]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    pub expires_at: Option<Timestamp>,
    /// How many percent of the room are used: 80 or 95.
    pub percent: Option<u8>,
}

impl NoticeView {
    /// Shows a notice to an account, with its entry where that is reached.
    #[must_use]
    pub fn new(notice: &NoticeRecord, account: &AccountRecord, entry: Option<&Reached>) -> Self {
        let owner = entry.and_then(Reached::other_owner).map(|owner| owner.username.to_string());
        let entry = entry.map(|reached| &reached.entry);
        let view = Self {
            id: notice.place(),
            kind: notice.of.kind().as_str(),
            at: notice.at,
            unread: account.notices_read_at.is_none_or(|read_at| notice.at > read_at),
            entry_id: notice.entry_id.as_ref().map(ToString::to_string),
            // The root has no name of its own.
            entry_name: entry.filter(|entry| entry.container.is_none()).map(|entry| entry.name.clone()),
            entry_kind: entry.map(|entry| if entry.kind == EntryKind::File { "file" } else { "folder" }),
            ..Self::default()
        };
        match &notice.of {
            NoticeOf::MemberPut => Self { from: owner, ..view },
            NoticeOf::DropReceived { share_id, files, .. } => Self { share_id: Some(share_id.to_string()), files: Some(*files), ..view },
            NoticeOf::ShareExpiring { share_id, expires_at } => {
                Self { share_id: Some(share_id.to_string()), expires_at: Some(*expires_at), ..view }
            }
            NoticeOf::Room { percent } => Self { percent: Some(*percent), ..view },
        }
    }
}

/// What an account is told of.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "NoticeList")]
pub struct NoticeList {
    /// The notices, the newest first.
    pub items: Vec<NoticeView>,
    /// What to ask the next page with; null on the last one.
    pub next_cursor: Option<String>,
    /// How many are unread, at most 100: that many are 100 or more. Null on further pages.
    pub unread_count: Option<usize>,
}

/// By what an account is told of one kind of notice.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "NoticeChannels")]
pub struct ChannelsView {
    /// In the app.
    pub app: bool,
    /// By letter.
    pub mail: bool,
}

impl From<Channels> for ChannelsView {
    fn from(channels: Channels) -> Self {
        Self { app: channels.app, mail: channels.mail }
    }
}

/// By what an account is told of each kind of notice.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "NoticeSettings")]
pub struct NoticeSettingsView {
    /// Somebody gave it a file or folder.
    pub member_put: ChannelsView,
    /// Files came through a link.
    pub drop_received: ChannelsView,
    /// A link ends soon.
    pub share_expiring: ChannelsView,
    /// The room is nearly used up.
    pub room: ChannelsView,
}

impl From<NoticeSettings> for NoticeSettingsView {
    fn from(settings: NoticeSettings) -> Self {
        Self {
            member_put: settings.member_put.into(),
            drop_received: settings.drop_received.into(),
            share_expiring: settings.share_expiring.into(),
            room: settings.room.into(),
        }
    }
}

/// Switches of one kind of notice; what is absent stays.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "UpdateNoticeChannels")]
pub struct SwitchRequest {
    /// In the app.
    #[serde(default)]
    app: Option<bool>,
    /// By letter.
    #[serde(default)]
    mail: Option<bool>,
}

/// Switches of all kinds; what is absent stays.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "UpdateNoticeSettings")]
pub struct SwitchesRequest {
    /// Somebody gave the account a file or folder.
    #[serde(default)]
    member_put: SwitchRequest,
    /// Files came through a link.
    #[serde(default)]
    drop_received: SwitchRequest,
    /// A link ends soon.
    #[serde(default)]
    share_expiring: SwitchRequest,
    /// The room is nearly used up.
    #[serde(default)]
    room: SwitchRequest,
}

impl SwitchesRequest {
    /// What of them changes anything.
    #[must_use]
    pub fn switches(self) -> Vec<(NoticeKind, Switch)> {
        let of = |kind: NoticeKind| match kind {
            NoticeKind::MemberPut => self.member_put,
            NoticeKind::DropReceived => self.drop_received,
            NoticeKind::ShareExpiring => self.share_expiring,
            NoticeKind::Room => self.room,
        };
        let switch = |kind: NoticeKind| (kind, Switch { app: of(kind).app, mail: of(kind).mail });
        NoticeKind::ALL.into_iter().map(switch).filter(|(_, switch)| *switch != Switch::default()).collect()
    }
}
