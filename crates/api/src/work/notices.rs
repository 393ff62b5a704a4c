//! Notices that no request writes: of links that end soon, of rooms that passed a mark, and the letters of files that came.

use crate::app::App;
use crate::identity::mail_request::telling_letter;
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

/// The letter to an account that is told of this kind by letter, unless it had a few of the kind within the hour.
async fn letter(app: &App, owner: &AccountRecord, kind: NoticeKind, figure: Figure) -> Result<Option<MailRecord>, Failure> {
    if owner.status != AccountStatus::Active || !owner.notices.of(kind).mail {
        return Ok(None);
    }
    let purpose = match kind {
        NoticeKind::MemberPut => return Ok(None),
        NoticeKind::DropReceived => MailPurpose::DropReceived,
        NoticeKind::ShareExpiring => MailPurpose::ShareExpiring,
        NoticeKind::Room => MailPurpose::Room,
    };
    Ok(telling_letter(app, purpose, owner).await?.map(|letter| MailRecord { figure: Some(figure), ..letter }))
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
        Some(owner) => letter(app, owner, NoticeKind::DropReceived, Figure::Files(new)).await?,
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
    let mail = letter(app, &owner, NoticeKind::ShareExpiring, Figure::ExpiresAt(expires_at)).await?;
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
    // Drawn once, as letters are counted when they are drawn.
    let mut drawn: Option<(u8, Option<MailRecord>)> = None;
    for _ in 0..MAX_RESTARTS {
        let due = |storage: &StorageRecord| storage.looks_at.is_some_and(|at| at <= app.now());
        let Some(storage) = app.db().storage(id).await?.filter(due) else { return Ok(()) };
        let owner = app.db().account(id).await?.filter(|_| storage.fullness() > storage.told());
        let (percent, now) = (storage.fullness().percent(), app.now());
        let notice = owner.as_ref().and_then(|owner| shown(owner, now, None, NoticeOf::Room { percent }));
        if let Some(owner) = &owner
            && drawn.as_ref().is_none_or(|(of, _)| *of != percent)
        {
            drawn = Some((percent, letter(app, owner, NoticeKind::Room, Figure::Percent(percent)).await?));
        }
        let mail = drawn.as_ref().filter(|_| owner.is_some()).and_then(|(_, mail)| mail.as_ref());
        if app.db().tell_of_room(&storage, owner.as_ref(), notice.as_ref(), mail).await? {
            return Ok(());
        }
    }
    Err(Failure::store(Code::Unavailable, "others kept changing the same room"))
}
