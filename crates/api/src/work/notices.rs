//! Notices that no request writes: of links that end soon, of rooms that passed a mark, and the letters of files that came.

use crate::app::App;
use crate::identity::mail_request::{letter_of, telling_letter};
use crate::identity::reach::live_entries;
use jiff::Timestamp;
use share_cloud_aws::db::accounts::{AccountRecord, StorageRecord};
use share_cloud_aws::db::mails::{Figure, MailPurpose, MailRecord};
use share_cloud_aws::db::notices::{NoticeOf, NoticeRecord, ShareEnding};
use share_cloud_aws::db::shares::ShareRecord;
use share_cloud_aws::failure::Failure;
use share_cloud_domain::account::AccountStatus;
use share_cloud_domain::ids::{AccountId, EntryId, ShareId};
use share_cloud_domain::member::Holder;
use share_cloud_domain::notice::{NoticeKind, looks_again_at};
use share_cloud_domain::problem::Code;
use share_cloud_domain::share::Standing;

/// How often a room is read again because it changed meanwhile; after that it stays due.
const MAX_RESTARTS: u32 = 10;

/// Whether an account is told of this kind by letter.
fn is_written_to(owner: &AccountRecord, kind: NoticeKind) -> bool {
    owner.status == AccountStatus::Active && owner.notices.of(kind).mail
}

/// The letter that tells of files that came, unless there were a few of them within the hour.
async fn drop_letter(app: &App, owner: &AccountRecord, files: u64) -> Result<Option<MailRecord>, Failure> {
    if !is_written_to(owner, NoticeKind::DropReceived) {
        return Ok(None);
    }
    let letter = telling_letter(app, MailPurpose::DropReceived, owner).await?;
    Ok(letter.map(|letter| MailRecord { figure: Some(Figure::Files(files)), ..letter }))
}

/// The letter that tells of the end of a link, unless there were a few of them within the hour: many links may end at once.
async fn end_letter(app: &App, owner: &AccountRecord, expires_at: Timestamp) -> Result<Option<MailRecord>, Failure> {
    if !is_written_to(owner, NoticeKind::ShareExpiring) {
        return Ok(None);
    }
    let letter = telling_letter(app, MailPurpose::ShareExpiring, owner).await?;
    Ok(letter.map(|letter| MailRecord { figure: Some(Figure::ExpiresAt(expires_at)), ..letter }))
}

/// The letter that tells of the room. It is not counted: who is told again has used much less in between.
fn room_letter(app: &App, owner: &AccountRecord, percent: u8) -> Option<MailRecord> {
    let is_written_to = is_written_to(owner, NoticeKind::Room) && owner.email_verified && app.config().mail_configured;
    let letter = is_written_to.then(|| letter_of(app, MailPurpose::Room, &owner.email, owner));
    letter.map(|letter| MailRecord { figure: Some(Figure::Percent(percent)), ..letter })
}

/// What the app shows, unless its account has switched that off.
fn shown(owner: &AccountRecord, at: Timestamp, entry_id: Option<EntryId>, of: NoticeOf) -> Option<NoticeRecord> {
    let holder = Holder::Account(owner.account_id.clone());
    owner.notices.of(of.kind()).app.then_some(NoticeRecord { holder, at, entry_id, in_app: true, of })
}

/// Has a letter tell of files that came through a link.
///
/// # Errors
/// `unavailable` when the table is away: it stays due.
pub async fn drop(app: &App, holder: &Holder, place: &str) -> Result<(), Failure> {
    let (Holder::Account(id), now) = (holder, app.now()) else { return Ok(()) };
    let Some(notice) = app.db().notice(holder, place).await? else { return Ok(()) };
    let NoticeOf::DropReceived { files, told_files, letter_at: Some(letter_at), .. } = notice.of else { return Ok(()) };
    if letter_at > now {
        return Ok(());
    }
    let new = files.saturating_sub(told_files);
    let owner = app.db().account(id).await?.filter(|_| new > 0);
    let mail = match &owner {
        Some(owner) => drop_letter(app, owner, new).await?,
        None => None,
    };
    app.db().tell_of_drop(&notice, mail.as_ref(), now).await
}

/// Tells the owner of a link that it ends soon, if it does.
///
/// # Errors
/// `unavailable` when the table is away: it stays due.
pub async fn share(app: &App, id: &ShareId) -> Result<(), Failure> {
    let now = app.now();
    let Some(share) = app.db().share(id).await?.filter(|share| share.tells_at.is_some_and(|at| at <= now)) else { return Ok(()) };
    let owner = app.db().account(&share.account_id).await?.filter(|owner| owner.status == AccountStatus::Active);
    let (Some(owner), Some(expires_at)) = (owner, share.expires_at) else {
        return app.db().tell_of_end(&share, &ShareEnding::Over).await;
    };
    let first = first_entry(app, &share).await?;
    match share.standing(now, first.is_some()) {
        Standing::Active => {}
        Standing::Paused => {
            let ending = looks_again_at(now, expires_at).map_or(ShareEnding::Over, ShareEnding::Later);
            return app.db().tell_of_end(&share, &ending).await;
        }
        _ => return app.db().tell_of_end(&share, &ShareEnding::Over).await,
    }
    let mail = end_letter(app, &owner, expires_at).await?;
    let notice = shown(&owner, now, first, NoticeOf::ShareExpiring { share_id: share.share_id.clone(), expires_at });
    let told = ShareEnding::Told { owner: &owner, notice: notice.as_ref(), mail: mail.as_ref() };
    app.db().tell_of_end(&share, &told).await
}

/// The first of what a link shares that is still there.
async fn first_entry(app: &App, share: &ShareRecord) -> Result<Option<EntryId>, Failure> {
    let found = live_entries(app, &share.account_id, &share.entry_ids).await?;
    Ok(found.into_iter().flatten().next().map(|reached| reached.entry.entry_id))
}

/// Tells the owner of a room that it passed a mark upwards, and remembers that it fell below one.
///
/// # Errors
/// `unavailable` when the table is away, or others kept changing the room: it stays due.
pub async fn room(app: &App, id: &AccountId) -> Result<(), Failure> {
    for _ in 0..MAX_RESTARTS {
        let due = |storage: &StorageRecord| storage.looks_at.is_some_and(|at| at <= app.now());
        let Some(storage) = app.db().storage(id).await?.filter(due) else { return Ok(()) };
        let owner = app.db().account(id).await?.filter(|_| storage.fullness() > storage.told());
        let (percent, now) = (storage.fullness().percent(), app.now());
        let notice = owner.as_ref().and_then(|owner| shown(owner, now, None, NoticeOf::Room { percent }));
        let mail = owner.as_ref().and_then(|owner| room_letter(app, owner, percent));
        if app.db().tell_of_room(&storage, owner.as_ref(), notice.as_ref(), mail.as_ref()).await? {
            return Ok(());
        }
    }
    Err(Failure::store(Code::Unavailable, "others kept changing the same room"))
}
