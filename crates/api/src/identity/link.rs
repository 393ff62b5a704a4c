//! Who holds a link. What the link does not reach does not exist for them, and before the password nothing does.

use super::access::{self, Use};
use super::me::bearer;
use super::reach::{Reached, live_entries, live_entry};
use crate::app::App;
use crate::downloads::{MAX_ASKED, Reader};
use crate::uploads::check_count;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderMap;
use share_cloud_aws::db::accounts::AccountRecord;
use share_cloud_aws::db::entries::EntryRecord;
use share_cloud_aws::db::shares::{DownloadRecord, ShareRecord};
use share_cloud_aws::db::uploads::Through;
use share_cloud_aws::failure::Failure;
use share_cloud_domain::account::AccountStatus;
use share_cloud_domain::ids::{DownloadId, EntryId};
use share_cloud_domain::instant::after_s;
use share_cloud_domain::name::EntryKind;
use share_cloud_domain::notice::NoticeKind;
use share_cloud_domain::problem::Code;
use share_cloud_domain::secrets::Purpose;
use share_cloud_domain::share::{Allow, DOWNLOAD_LIFE_S, ShareToken, macs_match, share_state};

/// A link that its holder may read.
#[derive(Debug, Clone)]
pub struct Link {
    /// The share.
    pub share: ShareRecord,
    owner: AccountRecord,
}

/// A link that was found.
pub enum Door {
    /// Its password is still to be said.
    Closed(Box<ShareRecord>),
    /// It can be read.
    Open(Box<Link>),
}

/// What ties an access token to the link's password: another password, another fingerprint. It is made with the key that the share
/// names, so that whoever unlocked the link stays in when there is a new key.
///
/// # Errors
/// `not_found` when that key is gone.
pub fn fingerprint(app: &App, share: &ShareRecord) -> Result<String, Failure> {
    let key = app.keys().derive(Purpose::ShareAccess, &share.key_id).ok_or(Code::NotFound)?;
    let mac = key.mac16(&[b"password", share.password_hash.as_deref().unwrap_or_default().as_bytes()]);
    Ok(URL_SAFE_NO_PAD.encode(mac))
}

/// The share of a token that we made, whatever its state.
///
/// # Errors
/// `not_found` for a token that is not ours.
pub async fn share_of(app: &App, token: &str) -> Result<ShareRecord, Failure> {
    let (id, mac) = ShareToken::parse(token).ok_or(Code::NotFound)?;
    let share = app.db().share(&id).await?.ok_or(Code::NotFound)?;
    let key = app.keys().derive(Purpose::ShareToken, &share.key_id).ok_or(Code::NotFound)?;
    if macs_match(&key.mac16(&[&share.share_id.to_bytes()]), &mac) { Ok(share) } else { Err(Code::NotFound.into()) }
}

impl Link {
    /// Finds the link of a token, open or closed.
    ///
    /// # Errors
    /// `not_found` for a token that is not ours; `share_ended` when it is revoked or expired, or its owner is not active;
    /// `share_paused`; `unauthorized` for an access token that does not open it.
    pub async fn knock(app: &App, token: &str, headers: &HeaderMap) -> Result<Door, Failure> {
        let share = share_of(app, token).await?;
        // A link whose downloads are used up is still read: who took one may go on, and others are told.
        share_state(app.now(), share.expires_at, None, 0, share.paused, share.revoked_at.is_some())?;
        let owner = app.db().account(&share.account_id).await?.filter(|owner| owner.status == AccountStatus::Active);
        let owner = owner.ok_or(Code::ShareEnded)?;
        if share.password_hash.is_some() {
            let Some(bearer) = bearer(headers) else { return Ok(Door::Closed(Box::new(share))) };
            let claims = access::verify(app, Use::Link, bearer)?;
            if claims.sub != share.share_id.as_str() || claims.sid != fingerprint(app, &share)? {
                return Err(Code::Unauthorized.into());
            }
        }
        Ok(Door::Open(Box::new(Self { share, owner })))
    }

    /// Finds the link of a token, which must be open.
    ///
    /// # Errors
    /// As [`Link::knock`]; `unauthorized` too while its password is still to be said.
    pub async fn enter(app: &App, token: &str, headers: &HeaderMap) -> Result<Self, Failure> {
        match Self::knock(app, token, headers).await? {
            Door::Open(link) => Ok(*link),
            Door::Closed(_) => Err(Code::Unauthorized.into()),
        }
    }

    /// Refuses where the link only takes files.
    ///
    /// # Errors
    /// `forbidden`.
    pub fn may_read(&self) -> Result<(), Failure> {
        if self.share.allow == Allow::Drop { Err(Code::Forbidden.into()) } else { Ok(()) }
    }

    /// Refuses where the link takes no files.
    ///
    /// # Errors
    /// `forbidden`.
    pub fn may_send(&self) -> Result<(), Failure> {
        if self.share.allow == Allow::Drop { Ok(()) } else { Err(Code::Forbidden.into()) }
    }

    /// The folder that files are put into.
    ///
    /// # Errors
    /// `share_ended` when it is not there any more.
    pub async fn drop_folder(&self, app: &App) -> Result<EntryRecord, Failure> {
        let folder = self.entries(app).await?.into_iter().map(|reached| reached.entry).find(|entry| entry.kind == EntryKind::Folder);
        folder.ok_or_else(|| Code::ShareEnded.into())
    }

    /// The link for what is to come through it, with by what its owner is told of that.
    #[must_use]
    pub fn through(&self) -> Through {
        Through { share: self.share.clone(), told_by: self.owner.notices.of(NoticeKind::DropReceived) }
    }

    /// Who shares, as readers see it.
    #[must_use]
    pub fn owner_name(&self) -> String {
        self.owner.shown_name()
    }

    /// What may be read through the link.
    #[must_use]
    pub fn reader(&self) -> Reader {
        Reader::Link { account: self.share.account_id.clone(), within: self.share.entry_ids.iter().cloned().collect() }
    }

    /// The shared entries that are still there.
    ///
    /// # Errors
    /// `share_ended` when none is.
    pub async fn entries(&self, app: &App) -> Result<Vec<Reached>, Failure> {
        let found = live_entries(app, &self.share.account_id, &self.share.entry_ids).await?;
        let entries: Vec<Reached> = found.into_iter().flatten().collect();
        if entries.is_empty() { Err(Code::ShareEnded.into()) } else { Ok(entries) }
    }

    /// The folder that a text names: `root` is the shared folder, or none where the link shares anything else than one folder.
    ///
    /// # Errors
    /// `not_found` for what the link does not reach; `share_ended` when nothing of it is left.
    pub async fn folder(&self, app: &App, text: &str) -> Result<Option<EntryId>, Failure> {
        if text == "root" {
            let entries = self.entries(app).await?;
            let only = match self.share.entry_ids.as_slice() {
                [_] => entries.into_iter().next().filter(|reached| reached.entry.kind == EntryKind::Folder),
                _ => None,
            };
            return Ok(only.map(|reached| reached.entry.entry_id));
        }
        let id = EntryId::parse(text).map_err(|_| Code::NotFound)?;
        let reached = live_entry(app, &self.share.account_id, &id).await?;
        let is_inside = self.share.entry_ids.iter().any(|shared| reached.passes(shared));
        if is_inside && reached.entry.kind == EntryKind::Folder { Ok(Some(id)) } else { Err(Code::NotFound.into()) }
    }

    /// The entries that texts name; `root` is everything that is shared, however often it is named: what is asked must not grow with it.
    ///
    /// # Errors
    /// `invalid_input` for none or too many; `not_found` for what is no id.
    pub fn asked(&self, texts: &[String]) -> Result<Vec<EntryId>, Failure> {
        check_count("entry_ids", texts.len(), MAX_ASKED)?;
        let (mut ids, mut has_all) = (Vec::new(), false);
        for text in texts {
            if text == "root" {
                if !std::mem::replace(&mut has_all, true) {
                    ids.extend(self.share.entry_ids.iter().cloned());
                }
            } else {
                ids.push(EntryId::parse(text).map_err(|_| Code::NotFound)?);
            }
        }
        Ok(ids)
    }

    /// Counts that the link was opened. Whoever opens it learns nothing of it when that fails, and a full disk keeps nobody out.
    pub async fn count_open(&self, app: &App) {
        if let Err(failure) = app.db().count_open(&self.share, app.now()).await {
            tracing::debug!(?failure, "an opening of a link was not counted");
        }
    }

    /// Takes one download of these entries, which have so many bytes.
    ///
    /// # Errors
    /// `share_ended` when none is left, and what else became of the link since it was entered.
    pub async fn take(&self, app: &App, entry_ids: &[EntryId], bytes: u64) -> Result<DownloadId, Failure> {
        let now = app.now();
        let download = DownloadRecord {
            download_id: DownloadId::from_random(app.random()),
            share_id: self.share.share_id.clone(),
            entry_ids: entry_ids.to_vec(),
            expires_at: after_s(now, DOWNLOAD_LIFE_S),
        };
        app.db().take_download(&self.share, &download, bytes, now).await?;
        Ok(download.download_id)
    }
}
