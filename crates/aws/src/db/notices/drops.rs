//! What came through links: one notice for each link and stretch of time, counted by the transactions that bring the files.

use super::super::expression::Write;
use super::super::mails::MailRecord;
use super::super::record::{Record as _, TTL};
use super::super::transaction::Transaction;
use super::super::{Db, due, keys};
use super::{NoticeOf, NoticeRecord, SHOWN_INDEX, drop_place, ends_at, placed, shown_key};
use crate::failure::Failure;
use jiff::Timestamp;
use share_cloud_domain::ids::{AccountId, EntryId, ShareId};
use share_cloud_domain::instant::after_s;
use share_cloud_domain::member::Holder;
use share_cloud_domain::notice::{Channels, DROP_LETTER_AFTER_S, DROP_STRETCH_S, NoticeKind, drop_stretch};

/// Counts files that came through a link; none where its owner is told by nothing. Whoever comes first in a stretch makes the notice and
/// the time of its letter, so it needs no read and no condition.
pub(in super::super) fn received(
    owner: &AccountId,
    share: &ShareId,
    folder: &EntryId,
    files: i64,
    told_by: Channels,
    now: Timestamp,
) -> Option<Write> {
    if !told_by.any() {
        return None;
    }
    let (holder, stretch_at) = (Holder::Account(owner.clone()), drop_stretch(now));
    let place = placed(NoticeKind::DropReceived, &drop_place(share, stretch_at));
    let key = keys::notice(&holder, &place);
    let (due_shard, ends_s) = (due::shard_of(&key), ends_at(now).as_second());
    let write = Write::update(key)
        .set("holder", String::from(holder))
        .set("kind", NoticeKind::DropReceived.as_str())
        .set("share_id", share.as_str())
        .set("entry_id", folder.as_str())
        .set("stretch_at", stretch_at)
        .add("files", files);
    let write = if told_by.app {
        write.set("at", now).set(TTL, ends_s).set("in_app", true).set(SHOWN_INDEX, shown_key(now, &place))
    } else {
        write.set_if_absent("at", now).set_if_absent(TTL, ends_s)
    };
    if !told_by.mail {
        return Some(write);
    }
    let letter_at = after_s(now, DROP_LETTER_AFTER_S);
    Some(write.set_if_absent("letter_at", letter_at).set_if_absent(due::SHARD, due_shard).set_if_absent(due::AT, letter_at))
}

impl Db {
    /// Has a letter tell of the files that came and were not told of, and of those that come later at the end of the stretch.
    ///
    /// # Errors
    /// `unavailable` when the store is away: it stays due.
    pub async fn tell_of_drop(&self, notice: &NoticeRecord, mail: Option<&MailRecord>, now: Timestamp) -> Result<(), Failure> {
        let NoticeOf::DropReceived { files, told_files, letter_at, stretch_at, .. } = &notice.of else { return Ok(()) };
        let end = after_s(*stretch_at, DROP_STRETCH_S);
        let next = (now < end).then_some(end);
        let key = notice.key();
        let shard = next.map(|_| due::shard_of(&key));
        let write = Write::update(key)
            .equals_or_lacks("letter_at", *letter_at)
            .equals_or_lacks("told_files", (*told_files > 0).then_some(*told_files))
            .set_or_remove("letter_at", next)
            .set_or_remove(due::SHARD, shard)
            .set_or_remove(due::AT, next)
            .set("told_files", *files);
        let mut transaction = Transaction::new();
        transaction.push(write);
        if let Some(mail) = mail {
            transaction.create(mail)?;
        }
        if let Err(refused) = transaction.run(self).await? {
            tracing::debug!(?refused, "somebody else told of a drop");
        }
        Ok(())
    }
}
