//! What an item proves by itself: numbers and fields of its own that contradict each other.

use super::super::accounts::{AccountRecord, StorageRecord};
use super::super::entries::{Content, EntryRecord};
use super::super::jobs::{CopyWork, JobRecord, JobState};
use super::super::members::MemberRecord;
use super::super::shares::ShareRecord;
use super::super::uploads::UploadRecord;
use super::super::versions::VersionRecord;
use super::breach::{Breach, Fault, ItemName, Subject};
use crate::db::record::Record;
use share_cloud_domain::account::AccountStatus;
use share_cloud_domain::ids::{AccountId, EntryId};
use share_cloud_domain::name::{EntryKind, EntryName};
use share_cloud_domain::share::Allow;
use share_cloud_domain::tree::Container;
use share_cloud_domain::upload::PartPlan;

pub(super) fn of_account(account: &AccountRecord) -> Option<Breach> {
    let is_closing = account.status == AccountStatus::Closing;
    let is_wrong = is_closing != account.closes_at.is_some() || (!is_closing && account.closing_job_id.is_some());
    let fault = Fault::Shape("is closing and says no time, or says one and is not");
    is_wrong.then(|| Breach::new(Subject::Account(account.account_id.clone()), fault))
}

pub(super) fn of_room(storage: &StorageRecord) -> Vec<Breach> {
    let numbers = [
        ("quota_bytes", storage.quota_bytes),
        ("used_bytes", storage.used_bytes),
        ("reserved_bytes", storage.reserved_bytes),
        ("versions_bytes", storage.versions_bytes),
        ("entry_count", storage.entry_count),
        ("open_uploads", storage.open_uploads),
        ("share_count", storage.share_count),
        ("copy_count", storage.copy_count),
    ];
    let negative = numbers.into_iter().filter(|(_, value)| *value < 0).map(|(name, value)| Fault::Negative { name, value });
    let (quota_bytes, parts) = (storage.quota_bytes, [storage.used_bytes, storage.reserved_bytes, storage.free_bytes]);
    let sum_bytes = parts.into_iter().map(i128::from).sum();
    let sum = (sum_bytes != i128::from(quota_bytes)).then_some(Fault::RoomSum { quota_bytes, sum_bytes });
    negative.chain(sum).map(|fault| Breach::new(Subject::Account(storage.account_id.clone()), fault)).collect()
}

pub(super) fn of_entry(entry: &EntryRecord) -> Vec<Breach> {
    let is_file = entry.kind == EntryKind::File;
    let is_purging = entry.container == Some(Container::Purging);
    let shapes = [
        (is_file && entry.content.is_none(), "is a file without content"),
        (!is_file && entry.content.is_some(), "is a folder with content"),
        (is_file && entry.container.is_some(), "is a file and a container"),
        (entry.container.is_none() && entry.parent_id.is_none(), "is in no folder and is no container"),
        (entry.container.is_some() && entry.parent_id.is_some(), "is a container in a folder"),
        (entry.trashed_at.is_some() != entry.old_parent_id.is_some(), "was trashed at no time or from nowhere"),
        (!is_purging && entry.job_id.is_some(), "names a job and is not the purging container"),
        (is_purging && entry.child_count > 0 && entry.job_id.is_none(), "waits to be taken apart and names no job that does it"),
        (entry.container.is_none() && EntryName::parse(&entry.name).is_err(), "has a name that is none"),
    ];
    let shapes = shapes.into_iter().filter(|(is_wrong, _)| *is_wrong).map(|(_, words)| Fault::Shape(words));
    let expected = entry.limit_bytes.map(|limit| i128::from(limit) - i128::from(entry.total_bytes));
    let held = entry.limit_room_bytes;
    let room = (held.map(i128::from) != expected).then_some(Fault::LimitRoom { held, expected });
    let subject = Subject::Entry { kind: entry.kind, entry_id: entry.entry_id.clone(), account_id: entry.account_id.clone() };
    let content = entry.content.iter().filter_map(|content| of_content(&entry.account_id, &entry.entry_id, content));
    shapes.chain(room).map(|fault| Breach::new(subject.clone(), fault)).chain(content).collect()
}

pub(super) fn of_share(share: &ShareRecord) -> Option<Breach> {
    let words = match &share.drop_room {
        Some(_) if share.allow != Allow::Drop => "takes no files and has room for some",
        None if share.allow == Allow::Drop => "takes files and has no room for any",
        Some(room) if !room.adds_up() => "has left, on their way and received what is not what it may take",
        _ => return None,
    };
    let (share_id, account_id) = (share.share_id.clone(), share.account_id.clone());
    Some(Breach::new(Subject::Share { share_id, account_id }, Fault::Shape(words)))
}

pub(super) fn of_version(version: &VersionRecord) -> Option<Breach> {
    of_content(&version.account_id, &version.entry_id, &version.content)
}

/// Contents of one part have a sha256, those of several a checksum instead.
fn of_content(account_id: &AccountId, entry_id: &EntryId, content: &Content) -> Option<Breach> {
    let words = match (PartPlan::new(content.size_bytes).is_single(), &content.sha256, &content.checksum) {
        (true, Some(_), None) | (false, None, Some(_)) => return None,
        (true, ..) => "is of one part and has not just a sha256",
        (false, ..) => "is of several parts and has not just a checksum",
    };
    let (version_id, entry_id, account_id) = (content.version_id.clone(), entry_id.clone(), account_id.clone());
    Some(Breach::new(Subject::Version { version_id, entry_id, account_id }, Fault::Shape(words)))
}

pub(super) fn of_job(job: &JobRecord) -> Option<Breach> {
    let is_whole = (job.state == JobState::Done) == job.closed_at.is_some() && job.done <= job.total;
    let holds = |work: &CopyWork| work.reserved_bytes > 0 || !work.open.is_empty();
    let is_over = job.done == job.total && job.empties_until.is_none() && !job.copy.as_ref().is_some_and(holds);
    let is_finished = job.state == JobState::Running || is_over;
    let fault = Fault::Shape("has a state that does not go with its other fields");
    (!is_whole || !is_finished).then(|| Breach::new(Subject::Item(ItemName(job.key())), fault))
}

pub(super) fn of_member(member: &MemberRecord) -> Option<Breach> {
    let fault = Fault::Shape("is a member who was given nothing");
    member.given.is_empty().then(|| Breach::new(Subject::Item(ItemName(member.key())), fault))
}

pub(super) fn of_upload(upload: &UploadRecord) -> Option<Breach> {
    let is_whole = upload.state.is_terminal() == upload.closed_at.is_some();
    let fault = Fault::Shape("has a state that does not go with its closed_at");
    (!is_whole).then(|| Breach::new(Subject::Item(ItemName(upload.key())), fault))
}
