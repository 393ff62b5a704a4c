//! Taking down an account that was closed. What is in its folders goes as whatever is purged; then uploads, what others have given it, links and
//! all that it remembers; at last, in one transaction, the account itself, which frees its name and its address. Each step finds out by itself what
//! is left, so there is nothing to remember between two of them.

use super::super::accounts::AccountRecord;
use super::super::activity::ActivityRecord;
use super::super::expression::Write;
use super::super::garbage::GarbageRecord;
use super::super::invitations::InvitationRecord;
use super::super::keys::{self, Key};
use super::super::record::{Record as _, from_item};
use super::super::transaction::Transaction;
use super::super::uploads::UploadRecord;
use super::super::{Db, Kind};
use super::{JobRecord, JobState, Step};
use crate::failure::Failure;
use jiff::Timestamp;
use share_cloud_domain::account::AccountStatus;
use share_cloud_domain::activity::Deed;
use share_cloud_domain::ids::ShareId;
use share_cloud_domain::problem::Code;
use share_cloud_domain::upload::UploadState;
use std::collections::BTreeSet;

/// How many items one step removes: with a second one for each and the job's, they fit in a transaction.
const TOGETHER: i32 = 45;
/// How many entries or open uploads one step takes, each by a transaction of its own: all of them together are done within a lease.
const ONE_BY_ONE: i32 = 16;

impl Db {
    /// The next step, while nothing waits to be taken apart.
    pub(super) async fn removal_step(&self, account: &AccountRecord, job: &mut JobRecord, now: Timestamp) -> Result<Step, Failure> {
        let id = account.account_id.as_str();
        if let Some(step) = self.trash_the_rest(account, job, now).await? {
            return Ok(step);
        }
        if let Some(step) = self.drop_uploads(job, id, now).await? {
            return Ok(step);
        }
        if self.leave_some(&account.account_id).await? {
            return self.keep_job(job, now).await;
        }
        if let Some(step) = self.drop_partition(job, Kind::Join, id, now).await? {
            return Ok(step);
        }
        if let Some(step) = self.drop_share(account, job, now).await? {
            return Ok(step);
        }
        if let Some(step) = self.drop_activity(account, job, now).await? {
            return Ok(step);
        }
        for kind in [Kind::Session, Kind::Device, Kind::Notice] {
            if let Some(step) = self.drop_partition(job, kind, id, now).await? {
                return Ok(step);
            }
        }
        if let Some(step) = self.drop_invitations(account, job, now).await? {
            return Ok(step);
        }
        if let Some(step) = self.drop_search(account, job, now).await? {
            return Ok(step);
        }
        self.remove_account(account, job, now).await
    }

    /// Has the job empty the trash, and puts into it what is still in the root. Neither is fuller than one folder can be.
    async fn trash_the_rest(&self, account: &AccountRecord, job: &mut JobRecord, now: Timestamp) -> Result<Option<Step>, Failure> {
        let (in_trash, _) = self.children(&account.trash_id, None, 1).await?;
        if in_trash.is_empty() {
            let (in_root, _) = self.children(&account.root_id, None, ONE_BY_ONE).await?;
            if in_root.is_empty() {
                return Ok(None);
            }
            for child in in_root {
                let Some(entry) = self.entry(&child.entry_id).await? else { continue };
                match self.trash(account, &entry, now).await {
                    Err(failure) if failure.code() != Code::NotFound => return Err(failure),
                    _ => {}
                }
            }
        }
        let mut transaction = Transaction::new();
        transaction.push(job.fenced(now).set("empties_until", now));
        job.empties_until = Some(now);
        self.take_step(transaction, job).await.map(Some)
    }

    /// Cancels the open uploads of an account or a link, so that their room comes back and their bytes become garbage; then the
    /// receipts go.
    async fn drop_uploads(&self, job: &mut JobRecord, scope: &str, now: Timestamp) -> Result<Option<Step>, Failure> {
        let (items, _) = self.some_of(Kind::Upload, scope, ONE_BY_ONE, None).await?;
        if items.is_empty() {
            return Ok(None);
        }
        let mut transaction = Transaction::new();
        transaction.push(job.fenced(now));
        for item in items {
            let upload: UploadRecord = from_item(item)?;
            if upload.state.is_terminal() {
                let receipt = Write::delete(upload.key()).equals("random", upload.random.as_str());
                transaction.push(receipt.equals("state", upload.state.as_str()));
                continue;
            }
            match self.close_upload(&upload, UploadState::Cancelled, &GarbageRecord::upload(&upload, now), now).await {
                Err(failure) if failure.code() != Code::UploadClosed => return Err(failure),
                _ => {}
            }
        }
        self.take_step(transaction, job).await.map(Some)
    }

    /// Removes a link that was not revoked, with all that was done through it.
    async fn drop_share(&self, account: &AccountRecord, job: &mut JobRecord, now: Timestamp) -> Result<Option<Step>, Failure> {
        let (items, _) = self.some_of(Kind::ShareOf, account.account_id.as_str(), 1, None).await?;
        let Some(listed) = items.first().and_then(Key::of) else { return Ok(None) };
        let share = ShareId::parse(&listed.sk).map_err(Failure::internal)?;
        if let Some(step) = self.drop_done_through(job, &share, now).await? {
            return Ok(Some(step));
        }
        let mut transaction = Transaction::new();
        transaction.push(job.fenced(now));
        transaction.push(Write::delete(listed).exists());
        let gone = Write::delete(keys::share(&share)).equals("account_id", account.account_id.as_str());
        // An upload through it that began a moment ago is cancelled first.
        transaction.push(gone.lacks_or_at_most("open_files", 0_i64));
        transaction.push(Write::update(keys::storage(&account.account_id)).exists().add("share_count", -1));
        self.take_step(transaction, job).await.map(Some)
    }

    /// Uploads and counted downloads of a link.
    async fn drop_done_through(&self, job: &mut JobRecord, share: &ShareId, now: Timestamp) -> Result<Option<Step>, Failure> {
        if let Some(step) = self.drop_uploads(job, share.as_str(), now).await? {
            return Ok(Some(step));
        }
        self.drop_partition(job, Kind::Download, share.as_str(), now).await
    }

    /// Removes what the account remembers, and with it the links that were revoked: they are kept for less time than it is remembered
    /// that they were, and nothing else lists them.
    async fn drop_activity(&self, account: &AccountRecord, job: &mut JobRecord, now: Timestamp) -> Result<Option<Step>, Failure> {
        let (items, _) = self.some_of(Kind::Activity, account.account_id.as_str(), TOGETHER, None).await?;
        if items.is_empty() {
            return Ok(None);
        }
        let activities: Vec<ActivityRecord> = items.into_iter().map(from_item).collect::<Result<_, _>>()?;
        let is_end = |activity: &&ActivityRecord| matches!(activity.deed, Deed::ShareEnded | Deed::ShareEndedByAdmin);
        let revoked: BTreeSet<ShareId> =
            activities.iter().filter(is_end).filter_map(|activity| ShareId::parse(&activity.subject).ok()).collect();
        for share in &revoked {
            if let Some(step) = self.drop_done_through(job, share, now).await? {
                return Ok(Some(step));
            }
        }
        let mut transaction = Transaction::new();
        transaction.push(job.fenced(now));
        for activity in &activities {
            transaction.push(Write::delete(activity.key()));
        }
        for share in &revoked {
            transaction.push(Write::delete(keys::share(share)).absent_or_equals("account_id", account.account_id.as_str()));
        }
        self.take_step(transaction, job).await.map(Some)
    }

    /// Removes items of a partition.
    async fn drop_partition(&self, job: &mut JobRecord, kind: Kind, id: &str, now: Timestamp) -> Result<Option<Step>, Failure> {
        let (items, _) = self.some_of(kind, id, TOGETHER, None).await?;
        self.drop_keys(job, items.iter().filter_map(Key::of).collect(), now).await
    }

    /// Removes the invitations that the account made and nobody used. There are few of all admins together.
    async fn drop_invitations(&self, account: &AccountRecord, job: &mut JobRecord, now: Timestamp) -> Result<Option<Step>, Failure> {
        let mut start = None;
        loop {
            let (items, rest) = self.some_of(Kind::Invitation, keys::ALL, TOGETHER, start).await?;
            let invitations: Vec<InvitationRecord> = items.into_iter().map(from_item).collect::<Result<_, _>>()?;
            let own = invitations.iter().filter(|invitation| invitation.invited_by.as_ref() == Some(&account.account_id));
            let own: Vec<Key> = own.map(InvitationRecord::key).collect();
            start = rest;
            if !own.is_empty() || start.is_none() {
                return self.drop_keys(job, own, now).await;
            }
        }
    }

    /// Removes what the account's searches read; its segments become garbage.
    async fn drop_search(&self, account: &AccountRecord, job: &mut JobRecord, now: Timestamp) -> Result<Option<Step>, Failure> {
        if self.remove_search(&account.account_id, now).await? { self.keep_job(job, now).await.map(Some) } else { Ok(None) }
    }

    async fn drop_keys(&self, job: &mut JobRecord, keys: Vec<Key>, now: Timestamp) -> Result<Option<Step>, Failure> {
        if keys.is_empty() {
            return Ok(None);
        }
        let mut transaction = Transaction::new();
        transaction.push(job.fenced(now));
        for key in keys {
            transaction.push(Write::delete(key));
        }
        self.take_step(transaction, job).await.map(Some)
    }

    /// Removes the account itself with its last items, once nothing else is left of it. From then on its name and address are free.
    async fn remove_account(&self, account: &AccountRecord, job: &mut JobRecord, now: Timestamp) -> Result<Step, Failure> {
        let id = account.account_id.as_str();
        let mut transaction = Transaction::new();
        let ours = Write::delete(job.key()).equals("lease", job.lease).equals("state", JobState::Running.as_str());
        transaction.push(ours.lacks("empties_until"));
        let closed = Write::delete(account.key()).equals("status", AccountStatus::Closing.as_str());
        transaction.push(closed.equals("closing_job_id", job.job_id.as_str()).equals("email_verified", account.email_verified));
        transaction.push(Write::delete(keys::username(account.username.as_str())).equals("account_id", id));
        if account.email_verified {
            transaction.push(Write::delete(keys::email(&account.email.folded())).equals("account_id", id));
        }
        transaction.push(Write::delete(keys::credential(&account.account_id)));
        let room = Write::delete(keys::storage(&account.account_id)).equals("entry_count", 0_i64).equals("open_uploads", 0_i64);
        transaction.push(room.lacks_or_at_most("share_count", 0_i64));
        for container in [&account.root_id, &account.trash_id, &account.purging_id] {
            transaction.push(Write::delete(keys::entry(container)).equals("child_count", 0_i64));
        }
        transaction.put(&GarbageRecord::marker_of_closed(account.account_id.clone(), now))?;
        match self.take_step(transaction, job).await? {
            Step::Done => Ok(Step::Last),
            other => Ok(other),
        }
    }
}
