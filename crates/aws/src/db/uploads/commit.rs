//! Committing: reserved room becomes used room, and the file appears, in one transaction with every total above it.

use super::super::entries::{Content, EntryRecord, MAX_RESTARTS, NameRecord, Place, folder_write};
use super::super::expression::Write;
use super::super::garbage::GarbageRecord;
use super::super::members::same_members;
use super::super::notices;
use super::super::record::{Record, from_item, from_old, to_item};
use super::super::shares::ShareRecord;
use super::super::transaction::{MAX_ACTIONS, Refused, Step, Transaction, pause_before};
use super::super::versions::VersionRecord;
use super::super::{Db, keys};
use super::UploadRecord;
use crate::failure::Failure;
use jiff::Timestamp;
use share_cloud_domain::ids::EntryId;
use share_cloud_domain::name::{EntryKind, EntryName};
use share_cloud_domain::notice::Channels;
use share_cloud_domain::problem::{Code, Problem};
use share_cloud_domain::tree::plan_add;
use share_cloud_domain::upload::{MAX_ENTRIES, OnConflict, UploadState};

/// An upload whose bytes are stored, and what it is to become.
#[derive(Debug, Clone)]
pub struct Commit {
    /// The open upload.
    pub upload: UploadRecord,
    /// The folder.
    pub parent_id: EntryId,
    /// The name there.
    pub name: EntryName,
    /// What happens when it is taken.
    pub on_conflict: OnConflict,
    /// What was stored.
    pub content: Content,
    /// The new file's id, unless it becomes a version of another.
    pub entry_id: EntryId,
    /// The drop that it came through, as it was when its sender was let in: the same for all that are committed together.
    pub through: Option<Box<Through>>,
}

/// A drop, as it was when its sender was let in.
#[derive(Debug, Clone)]
pub struct Through {
    /// The link.
    pub share: ShareRecord,
    /// By what its owner is told of what comes.
    pub told_by: Channels,
}

/// What came of one commit.
pub type Committed = Result<EntryRecord, Problem>;

/// The actions of one file: upload, entry, name, version.
const ACTIONS_PER_FILE: usize = 4;
/// And of the version that goes when there are too many: itself and its garbage.
const ACTIONS_TO_REMOVE: usize = 2;

/// The actions of a drop: the link and the notice.
const ACTIONS_OF_DROP: usize = 2;

/// A commit that is not decided yet.
struct Pending {
    index: usize,
    commit: Commit,
    /// The name that is tried next.
    name: EntryName,
    /// The number that `name` has; 1 is the plain name.
    number: u32,
    /// The file whose current version it will be.
    replaces: Option<Replaced>,
}

/// A file that gets a new version.
struct Replaced {
    entry: EntryRecord,
    /// The earlier version that goes, because the file has as many as it may have.
    removes: Option<VersionRecord>,
}

/// The steps of one file in a transaction.
struct FileSteps {
    upload: Step,
    entry: Step,
    name: Step,
    removed: Option<Step>,
}

impl Db {
    /// Commits uploads into one folder; each succeeds or fails alone. `hint` is as for [`Db::place`].
    ///
    /// # Errors
    /// `unavailable` when the store is away. Each one's own problem is `not_found` for a folder that is gone or not live, `name_taken`,
    /// `upload_closed`, `folder_full`, `folder_limit_exceeded` or `too_many_entries`; its bytes and room stay.
    pub async fn commit_uploads(&self, commits: Vec<Commit>, hint: &[EntryId], now: Timestamp) -> Result<Vec<Committed>, Failure> {
        let Some(first) = commits.first() else { return Ok(Vec::new()) };
        let (account, parent) = (first.upload.account_id.clone(), first.parent_id.clone());
        let mut results: Vec<Option<Committed>> = commits.iter().map(|_| None).collect();
        let pending = |(index, commit): (usize, Commit)| Pending { index, name: commit.name.clone(), number: 1, replaces: None, commit };
        let mut open: Vec<Pending> = commits.into_iter().enumerate().map(pending).collect();
        self.find_replaced(&mut open).await?;
        let (mut hint, mut restarts, mut in_vain, mut alone) = (hint, 0, 0, false);
        while !open.is_empty() {
            pause_before(in_vain).await;
            restarts += 1;
            if restarts > MAX_RESTARTS + u32::try_from(results.len()).unwrap_or(0) {
                return Err(Failure::store(Code::Unavailable, "others kept changing the same folders"));
            }
            let place = match self.live_place(&account, &parent, hint).await {
                Ok(place) => place,
                Err(failure) if failure.code() == Code::NotFound => {
                    open.drain(..).for_each(|pending| results[pending.index] = Some(Err(Code::NotFound.into())));
                    break;
                }
                Err(failure) => return Err(failure),
            };
            hint = &[];
            let undecided = open.len();
            let batch = next_batch(&mut open, &place, alone);
            (open, alone) = self.commit_batch(&place, batch, open, &mut results, now).await?;
            in_vain = if open.len() < undecided { 0 } else { in_vain + 1 };
        }
        self.glance_at_room(&account, now).await;
        Ok(results.into_iter().map(|result| result.unwrap_or(Err(Code::Internal.into()))).collect())
    }

    /// Finds the files that get a new version, before anything is refused for being one more.
    async fn find_replaced(&self, open: &mut [Pending]) -> Result<(), Failure> {
        let replacing = || |pending: &&mut Pending| pending.commit.on_conflict == OnConflict::Replace;
        let name_of = |pending: &Pending| keys::name(&pending.commit.parent_id, &pending.name.folded().key());
        let wanted = open.iter_mut().filter(replacing()).map(|pending| name_of(pending)).collect();
        let found: Vec<NameRecord> = self.get_many(wanted).await?.into_iter().map(from_item).collect::<Result<_, _>>()?;
        for pending in open.iter_mut().filter(replacing()) {
            let key = name_of(pending);
            if let Some(taken) = found.iter().find(|taken| taken.key() == key) {
                pending.replaces = self.replaceable(Some(taken.clone())).await?;
            }
        }
        Ok(())
    }

    /// Tries one transaction; what is still open comes back, and whether the next try should hold one file only.
    async fn commit_batch(
        &self,
        place: &Place,
        batch: Vec<Pending>,
        mut open: Vec<Pending>,
        results: &mut [Option<Committed>],
        now: Timestamp,
    ) -> Result<(Vec<Pending>, bool), Failure> {
        let mut transaction = Transaction::new();
        let changes = match plan_add(place.chain(), delta_bytes(&batch), new_files(&batch), new_files(&batch), false) {
            Ok(changes) => changes,
            Err(_) if batch.len() > 1 => {
                open.splice(0..0, batch);
                return Ok((open, true));
            }
            Err(error) => {
                batch.into_iter().for_each(|pending| results[pending.index] = Some(Err(error.into())));
                return Ok((open, false));
            }
        };
        for change in &changes {
            transaction.push(folder_write(change));
        }
        let counted = transaction.push(storage_write(&batch));
        let through = batch.first().and_then(|pending| pending.commit.through.clone());
        let received = through.as_ref().map(|through| transaction.push(receive(&through.share, &batch, now)));
        if let Some(told) = through.as_ref().and_then(|through| told(through, &batch, now)) {
            transaction.push(told);
        }
        let entries: Vec<EntryRecord> = batch.iter().map(|pending| committed_entry(pending, now)).collect();
        let mut steps = Vec::with_capacity(batch.len());
        for (pending, entry) in batch.iter().zip(&entries) {
            steps.push(push_file(&mut transaction, pending, entry, now)?);
        }
        match transaction.run(self).await? {
            Ok(()) => {
                batch.iter().zip(entries).for_each(|(pending, entry)| results[pending.index] = Some(Ok(entry)));
                Ok((open, false))
            }
            Err(refused) if refused.is_at(counted) && !steps.iter().any(|steps| refused.is_at(steps.upload)) => {
                if batch.len() > 1 {
                    open.splice(0..0, batch);
                    return Ok((open, true));
                }
                batch.into_iter().for_each(|pending| results[pending.index] = Some(Err(Code::TooManyEntries.into())));
                Ok((open, false))
            }
            Err(refused) if received.is_some_and(|received| refused.is_at(received)) => {
                let old = received.and_then(|received| refused.at(received)).flatten();
                let closed = match &through {
                    Some(through) => through.share.why_closed(from_old(old)?, now),
                    None => None,
                };
                let problem = closed.unwrap_or_else(|| Code::Conflict.into());
                for (pending, steps) in batch.into_iter().zip(steps) {
                    let committed = match refused.at(steps.upload) {
                        Some(old) => self.receipt(&pending.commit.upload, from_old(old)?).await?,
                        None => Err(problem.clone()),
                    };
                    results[pending.index] = Some(committed);
                }
                Ok((open, false))
            }
            Err(refused) => {
                tracing::debug!(?refused, "a commit starts over");
                let mut again = Vec::new();
                for (pending, steps) in batch.into_iter().zip(steps) {
                    again.extend(self.reconsider(pending, &steps, &refused, results).await?);
                }
                again.append(&mut open);
                Ok((again, false))
            }
        }
    }

    /// Decides what a refusal means for one file: it is done, has its problem, or goes again under new circumstances.
    async fn reconsider(
        &self,
        mut pending: Pending,
        steps: &FileSteps,
        refused: &Refused,
        results: &mut [Option<Committed>],
    ) -> Result<Option<Pending>, Failure> {
        if let Some(old) = refused.at(steps.upload) {
            results[pending.index] = Some(self.receipt(&pending.commit.upload, from_old(old)?).await?);
            return Ok(None);
        }
        if refused.is_at(steps.entry) || steps.removed.is_some_and(|removed| refused.is_at(removed)) {
            // The file that was to get a new version was changed, moved or removed, or its oldest version is gone: look again.
            pending.replaces = None;
            return Ok(Some(pending));
        }
        let Some(taken) = refused.at(steps.name) else { return Ok(Some(pending)) };
        if pending.replaces.take().is_some() {
            return Ok(Some(pending));
        }
        match pending.commit.on_conflict {
            OnConflict::Fail => results[pending.index] = Some(Err(Code::NameTaken.into())),
            OnConflict::Rename => {
                let commit = &pending.commit;
                let free = self.free_name(&commit.parent_id, &commit.name, EntryKind::File, pending.number).await?;
                (pending.number, pending.name) = free;
                return Ok(Some(pending));
            }
            OnConflict::Replace => match self.replaceable(from_old(taken)?).await? {
                Some(replaced) => {
                    pending.replaces = Some(replaced);
                    return Ok(Some(pending));
                }
                None => results[pending.index] = Some(Err(Code::NameTaken.into())),
            },
        }
        Ok(None)
    }

    /// The answer for an upload that is not open: the file it became, or that it is closed.
    async fn receipt(&self, upload: &UploadRecord, found: Option<UploadRecord>) -> Result<Committed, Failure> {
        let Some(found) = found.filter(|found| found.random == upload.random) else { return Ok(Err(Code::UploadClosed.into())) };
        self.committed_entry(&found).await
    }

    /// What a committed upload became, as it is now.
    ///
    /// # Errors
    /// `unavailable` when the store is away. The inner problem is `upload_closed` if it was not committed, `not_found` if the file is gone.
    pub async fn committed_entry(&self, upload: &UploadRecord) -> Result<Committed, Failure> {
        let Some(entry_id) = upload.entry_id.as_ref().filter(|_| upload.state == UploadState::Committed) else {
            return Ok(Err(Code::UploadClosed.into()));
        };
        Ok(self.entry(entry_id).await?.ok_or_else(|| Code::NotFound.into()))
    }

    /// The file behind a taken name, if it is one: a folder cannot be replaced. The file is read before its versions, so that they
    /// are those that it has for as long as its current one stays.
    async fn replaceable(&self, taken: Option<NameRecord>) -> Result<Option<Replaced>, Failure> {
        let Some(taken) = taken.filter(|taken| taken.kind == EntryKind::File) else { return Ok(None) };
        let Some(entry) = self.entry(&taken.entry_id).await? else { return Ok(None) };
        let removes = self.superfluous_version(&entry.entry_id).await?;
        Ok(Some(Replaced { entry, removes }))
    }
}

/// Takes the files of the next transaction: as many as fit, no two of the same name and none twice.
fn next_batch(open: &mut Vec<Pending>, place: &Place, alone: bool) -> Vec<Pending> {
    let most = if alone { 1 } else { usize::MAX };
    let through = open.first().map_or(0, |pending| if pending.commit.through.is_some() { ACTIONS_OF_DROP } else { 0 });
    let mut room = MAX_ACTIONS - 1 - through - place.upward().len();
    let mut batch: Vec<Pending> = Vec::new();
    let mut later = Vec::new();
    for pending in open.drain(..) {
        let key = pending.name.folded().key();
        let twin = |other: &Pending| other.name.folded().key() == key || other.commit.upload.random == pending.commit.upload.random;
        let actions = if removed(&pending).is_some() { ACTIONS_PER_FILE + ACTIONS_TO_REMOVE } else { ACTIONS_PER_FILE };
        if batch.len() < most && actions <= room && !batch.iter().any(twin) {
            room -= actions;
            batch.push(pending);
        } else {
            later.push(pending);
        }
    }
    *open = later;
    batch
}

fn signed(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

fn old_size(pending: &Pending) -> i64 {
    pending.replaces.as_ref().map_or(0, |replaced| signed(replaced.entry.size_bytes()))
}

/// The earlier version that goes.
fn removed(pending: &Pending) -> Option<&VersionRecord> {
    pending.replaces.as_ref().and_then(|replaced| replaced.removes.as_ref())
}

fn removed_bytes(batch: &[Pending]) -> i64 {
    batch.iter().filter_map(removed).map(|version| signed(version.content.size_bytes)).sum()
}

fn new_files(batch: &[Pending]) -> i64 {
    batch.iter().filter(|pending| pending.replaces.is_none()).map(|_| 1).sum()
}

fn reserved_bytes(batch: &[Pending]) -> i64 {
    batch.iter().map(|pending| signed(pending.commit.upload.size_bytes)).sum()
}

fn delta_bytes(batch: &[Pending]) -> i64 {
    reserved_bytes(batch) - batch.iter().map(old_size).sum::<i64>()
}

/// Reserved room becomes used room; what is replaced stays, as earlier versions, and what goes for them gives its room back.
fn storage_write(batch: &[Pending]) -> Write {
    let account = batch.first().map(|pending| keys::storage(&pending.commit.upload.account_id));
    let (size, files, removed) = (reserved_bytes(batch), new_files(batch), removed_bytes(batch));
    let write = Write::update(account.unwrap_or_else(|| keys::instance("none")))
        .add("reserved_bytes", -size)
        .add("used_bytes", size - removed)
        .add("free_bytes", removed)
        .add("open_uploads", -i64::try_from(batch.len()).unwrap_or(i64::MAX))
        .add("versions_bytes", batch.iter().map(old_size).sum::<i64>() - removed)
        .add("entry_count", files);
    if files > 0 { write.at_most("entry_count", MAX_ENTRIES - files) } else { write.exists() }
}

/// What a drop held for these uploads it has received now, if it is as open as it was.
fn receive(share: &ShareRecord, batch: &[Pending], now: Timestamp) -> Write {
    let (count, size) = (i64::try_from(batch.len()).unwrap_or(i64::MAX), reserved_bytes(batch));
    let update = share.while_open(now).add("open_files", -count).add("open_bytes", -size);
    update.add("files_received", count).add("bytes_received", size)
}

/// The notice of what its owner receives.
fn told(through: &Through, batch: &[Pending], now: Timestamp) -> Option<Write> {
    let (count, folder) = (i64::try_from(batch.len()).unwrap_or(i64::MAX), &batch.first()?.commit.parent_id);
    notices::received(&through.share.account_id, &through.share.share_id, folder, count, through.told_by, now)
}

/// The file as it will be.
fn committed_entry(pending: &Pending, now: Timestamp) -> EntryRecord {
    let commit = &pending.commit;
    match &pending.replaces {
        Some(Replaced { entry, .. }) => EntryRecord { content: Some(commit.content.clone()), modified_at: now, ..entry.clone() },
        None => EntryRecord::file(
            commit.entry_id.clone(),
            commit.upload.account_id.clone(),
            commit.parent_id.clone(),
            &pending.name,
            commit.content.clone(),
            now,
        ),
    }
}

fn push_file(transaction: &mut Transaction, pending: &Pending, entry: &EntryRecord, now: Timestamp) -> Result<FileSteps, Failure> {
    let upload = pending.commit.upload.close(UploadState::Committed, now).set("entry_id", entry.entry_id.as_str());
    let upload = transaction.push(upload);
    let name = entry.to_name().ok_or_else(|| Failure::internal("a file outside of any folder"))?;
    let Some(Replaced { entry: old, removes }) = &pending.replaces else {
        return Ok(FileSteps { upload, entry: transaction.create(entry)?, name: transaction.create(&name)?, removed: None });
    };
    let replaced = old.content.clone().ok_or_else(|| Failure::internal("a file without content"))?;
    let put = Write::put(entry.key(), to_item(entry)?)
        .equals("parent_id", pending.commit.parent_id.as_str())
        .equals("name", old.name.as_str())
        .equals("starred", old.starred)
        .equals("version_id", replaced.version_id.as_str());
    let put = same_members(put, old);
    let entry_step = transaction.push(put);
    let put = Write::put(name.key(), to_item(&name)?).equals("entry_id", entry.entry_id.as_str());
    let name_step = transaction.push(put);
    let version =
        VersionRecord { entry_id: entry.entry_id.clone(), account_id: entry.account_id.clone(), content: replaced, replaced_at: now };
    transaction.create(&version)?;
    let removed = removes.as_ref().map(|version| push_removal(transaction, version, now)).transpose()?;
    Ok(FileSteps { upload, entry: entry_step, name: name_step, removed })
}

/// Removes a version; its object is noted as garbage in the same transaction.
fn push_removal(transaction: &mut Transaction, version: &VersionRecord, now: Timestamp) -> Result<Step, Failure> {
    let step = transaction.push(Write::delete(version.key()).exists());
    transaction.put(&GarbageRecord::version(version, now))?;
    Ok(step)
}
