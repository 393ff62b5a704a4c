//! Records as the product stores them, with as little in them as the tests need.

use super::super::super::accounts::AccountRecord;
use super::super::super::entries::{Content, PartedChecksum};
use super::super::super::shares::ShareRecord;
use super::super::super::uploads::{UploadRecord, scope_key_text};
use super::world::{DOCS, MIB, account, entry, now, share, version};
use share_cloud_domain::account::{AccountStatus, EmailAddress, Locale, Role, Username};
use share_cloud_domain::ids::VersionId;
use share_cloud_domain::notice::NoticeSettings;
use share_cloud_domain::share::Allow;
use share_cloud_domain::upload::{OnConflict, UploadState};

pub(super) fn person(number: u8, username: &str) -> AccountRecord {
    let container = |kind: u8| entry(number * 8 + 8 + kind);
    AccountRecord {
        account_id: account(number),
        username: Username::parse(username).unwrap(),
        display_name: None,
        email: EmailAddress::parse(&format!("{username}@example.com")).unwrap(),
        email_verified: true,
        pending_email: None,
        locale: Locale::Ko,
        role: Role::User,
        status: AccountStatus::Active,
        root_id: container(0),
        trash_id: container(1),
        purging_id: container(2),
        created_at: now(),
        vanishes_at: None,
        invited: None,
        last_seen_at: None,
        closes_at: None,
        closing_job_id: None,
        session_epoch: 0,
        notices: NoticeSettings::default(),
        notices_read_at: None,
    }
}

pub(super) fn content(version_id: VersionId, size_bytes: u64) -> Content {
    let is_large = size_bytes > 16 * MIB;
    let checksum = PartedChecksum { composite: "abc-2".to_owned(), part_size_bytes: 16 * MIB };
    Content {
        version_id,
        size_bytes,
        content_type: "text/plain".to_owned(),
        sha256: (!is_large).then(|| "abc".to_owned()),
        checksum: is_large.then_some(checksum),
        stored_at: now(),
    }
}

pub(super) fn upload(random: u8, size_bytes: u64) -> UploadRecord {
    UploadRecord {
        scope: account(1).to_string(),
        scope_key: scope_key_text(&[random; 16]),
        random: version(random),
        account_id: account(1),
        state: UploadState::Open,
        parent_id: entry(DOCS),
        name: "new".to_owned(),
        size_bytes,
        content_type: "text/plain".to_owned(),
        sha256: None,
        on_conflict: OnConflict::Fail,
        multipart_id: None,
        created_at: now(),
        expires_at: now(),
        share_id: None,
        progress: None,
        entry_id: None,
        closed_at: None,
    }
}

/// A share of the folder Docs.
pub(super) fn open_share() -> ShareRecord {
    ShareRecord {
        share_id: share(),
        account_id: account(1),
        entry_ids: vec![entry(DOCS)],
        allow: Allow::Download,
        password_hash: None,
        expires_at: None,
        tells_at: None,
        max_downloads: None,
        downloads_used: 0,
        bytes: 0,
        note: None,
        paused: false,
        drop_room: None,
        revoked_at: None,
        key_id: "k".to_owned(),
        created_at: now(),
    }
}
