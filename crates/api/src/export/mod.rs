//! Everything that is kept about an account, part by part, in pages: a cursor says where the next one begins. An answer of a function has a
//! limit (6 MB), and no page is ever larger than a part of that.

mod members;
mod walk;

use crate::app::App;
use crate::identity::me::{Me, is_good};
use crate::identity::reach;
use crate::views::account::AccountView;
use crate::views::activity::ActivityView;
use crate::views::export::ExportItem;
use crate::views::notice::NoticeView;
use crate::views::session::SessionView;
use crate::views::upload::UploadSummary;
use futures::future::try_join_all;
use serde::{Deserialize, Serialize};
use share_cloud_aws::db::Position;
use share_cloud_aws::db::activity::ActivityRecord;
use share_cloud_aws::failure::Failure;
use share_cloud_domain::activity::Deed;
use share_cloud_domain::ids::{EntryId, ShareId};
use share_cloud_domain::member::Holder;
use walk::{Found, Step, Walk};

/// After how many items a page ends.
const PAGE: usize = 250;
/// After about how many bytes a page ends: paths and earlier versions can be long.
const PAGE_BYTES: usize = 2 * 1_024 * 1_024;
/// How many items one query reads.
const PER_QUERY: u16 = 100;
/// How many queries one page takes at most, so that a page of empty folders ends too.
const MAX_QUERIES: usize = 150;

/// Where a page begins.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// The account itself, and its sessions, of which there are few.
    #[default]
    Account,
    /// Its devices after a mark.
    Devices(Option<String>),
    /// What happened to it, before a place, with the links that were revoked.
    Activity(Option<String>),
    /// What it was told of.
    Notices(Option<Position>),
    /// Its links.
    Shares(Option<Position>),
    /// Its open uploads.
    Uploads(Option<Position>),
    /// The invitations that it made.
    Invitations(Option<Position>),
    /// What others gave it.
    SharedWithMe(Option<Position>),
    /// Its files, as far as the walk came.
    Files(Vec<Step>, Option<String>),
    /// What is in its trash.
    Trash(Vec<Step>, Option<String>),
}

/// One page in the making.
pub struct Page<'a> {
    app: &'a App,
    me: &'a Me,
    items: Vec<ExportItem>,
    bytes: usize,
}

impl<'a> Page<'a> {
    /// The items of the page that begins there, and where the next one does.
    ///
    /// # Errors
    /// `unavailable` when the table is away.
    pub async fn read(app: &'a App, me: &'a Me, start: Place) -> Result<(Vec<ExportItem>, Option<Place>), Failure> {
        let mut page = Self { app, me, items: Vec::new(), bytes: 0 };
        let mut place = start;
        for _ in 0..MAX_QUERIES {
            if page.is_full() {
                break;
            }
            match page.part(place).await? {
                Some(next) => place = next,
                None => return Ok((page.items, None)),
            }
        }
        Ok((page.items, Some(place)))
    }

    fn is_full(&self) -> bool {
        self.items.len() >= PAGE || self.bytes >= PAGE_BYTES
    }

    /// Reads on from a place; where it goes on, none at the end.
    async fn part(&mut self, place: Place) -> Result<Option<Place>, Failure> {
        Ok(match place {
            Place::Account => Some(self.account().await?),
            Place::Devices(after) => Some(self.devices(after).await?),
            Place::Activity(after) => Some(self.activity(after).await?),
            Place::Notices(after) => Some(self.notices(after).await?),
            Place::Shares(after) => Some(self.shares(after).await?),
            Place::Uploads(after) => Some(self.uploads(after).await?),
            Place::Invitations(after) => Some(self.invitations(after).await?),
            Place::SharedWithMe(after) => Some(self.shared_with_me(after).await?),
            Place::Files(steps, after) => {
                let top = self.me.account.root_id.clone();
                let rest = self.tree(Walk::resume(self.app, top, steps, after).await?, false).await?;
                Some(rest.map_or_else(|| Place::Trash(Vec::new(), None), |(steps, after)| Place::Files(steps, after)))
            }
            Place::Trash(steps, after) => {
                let top = self.me.account.trash_id.clone();
                let rest = self.tree(Walk::resume(self.app, top, steps, after).await?, true).await?;
                rest.map(|(steps, after)| Place::Trash(steps, after))
            }
        })
    }

    async fn account(&mut self) -> Result<Place, Failure> {
        let account = &self.me.account;
        self.items.push(ExportItem::account(account, AccountView::read(self.app, account).await?));
        let sessions = self.app.db().sessions(&account.account_id).await?;
        let good = sessions.iter().filter(|session| is_good(session, account, self.app.now()));
        self.items.extend(good.map(|session| ExportItem::session(SessionView::new(session, &self.me.session))));
        Ok(Place::Devices(None))
    }

    async fn devices(&mut self, after: Option<String>) -> Result<Place, Failure> {
        let (devices, next) = self.app.db().devices(&self.me.account.account_id, self.app.now(), after.as_deref(), PER_QUERY).await?;
        self.items.extend(devices.into_iter().map(ExportItem::device));
        Ok(next.map_or(Place::Activity(None), |next| Place::Devices(Some(next))))
    }

    async fn activity(&mut self, after: Option<String>) -> Result<Place, Failure> {
        let (found, next) = self.app.db().activity(&self.me.account.account_id, self.app.now(), after, PER_QUERY).await?;
        let is_end = |activity: &&ActivityRecord| matches!(activity.deed, Deed::ShareEnded | Deed::ShareEndedByAdmin);
        let revoked = found.iter().filter(is_end).filter_map(|activity| ShareId::parse(&activity.subject).ok());
        // They are kept for less time than it is remembered that they were, and no list has them.
        let app = self.app;
        let revoked = try_join_all(revoked.map(|id| async move { app.db().share(&id).await })).await?;
        let own = revoked.into_iter().flatten().filter(|share| share.account_id == self.me.account.account_id);
        self.items.extend(own.map(ExportItem::share));
        self.items.extend(found.into_iter().map(|activity| ExportItem::activity(ActivityView::from(activity))));
        Ok(next.map_or(Place::Notices(None), |next| Place::Activity(Some(next))))
    }

    async fn notices(&mut self, after: Option<Position>) -> Result<Place, Failure> {
        let account = &self.me.account;
        let (found, next) = self.app.db().notices(&account.account_id, self.app.now(), after, PER_QUERY).await?;
        self.items.extend(found.iter().map(|notice| ExportItem::notice(NoticeView::new(notice, account, None))));
        Ok(next.map_or(Place::Shares(None), |next| Place::Notices(Some(next))))
    }

    async fn shares(&mut self, after: Option<Position>) -> Result<Place, Failure> {
        let (shares, next) = self.app.db().shares_of(&self.me.account.account_id, after, PER_QUERY).await?;
        self.bytes += shares.iter().map(|share| share.entry_ids.len() * 40).sum::<usize>();
        self.items.extend(shares.into_iter().map(ExportItem::share));
        Ok(next.map_or(Place::Uploads(None), |next| Place::Shares(Some(next))))
    }

    async fn uploads(&mut self, after: Option<Position>) -> Result<Place, Failure> {
        let (uploads, next) = self.app.db().open_uploads(self.me.account.account_id.as_str(), after, PER_QUERY).await?;
        self.items.extend(uploads.iter().map(|upload| ExportItem::upload(UploadSummary::from(upload))));
        Ok(next.map_or(Place::Invitations(None), |next| Place::Uploads(Some(next))))
    }

    async fn invitations(&mut self, after: Option<Position>) -> Result<Place, Failure> {
        let (invitations, next) = self.app.db().invitations(self.app.now(), after, PER_QUERY).await?;
        let own = invitations.iter().filter(|invitation| invitation.invited_by.as_ref() == Some(&self.me.account.account_id));
        self.items.extend(own.map(ExportItem::invitation));
        Ok(next.map_or(Place::SharedWithMe(None), |next| Place::Invitations(Some(next))))
    }

    async fn shared_with_me(&mut self, after: Option<Position>) -> Result<Place, Failure> {
        let holder = Holder::Account(self.me.account.account_id.clone());
        let (given, next) = self.app.db().given_to(&holder, after, PER_QUERY).await?;
        let ids: Vec<EntryId> = given.iter().map(|of| of.entry_id.clone()).collect();
        let reached = reach::entries(self.app, self.me, &ids).await?;
        self.bytes += given.len() * 1_024;
        self.items.extend(given.iter().zip(&reached).map(|(of, reached)| ExportItem::shared_with_me(of, reached.as_ref())));
        Ok(next.map_or_else(|| Place::Files(Vec::new(), None), |next| Place::SharedWithMe(Some(next))))
    }

    /// Goes on through a tree until the page is full; where the walk stands then, none at its end.
    async fn tree(&mut self, mut walk: Walk, in_trash: bool) -> Result<Option<(Vec<Step>, Option<String>)>, Failure> {
        for _ in 0..MAX_QUERIES {
            if self.is_full() {
                break;
            }
            let Some(found) = walk.next(self.app, PER_QUERY).await? else { return Ok(None) };
            for Found { path, entry, earlier, members } in found {
                self.bytes += path.len() + 512 * (1 + earlier.len() + members.len());
                self.items.push(ExportItem::entry(entry, path, in_trash, earlier, members));
            }
        }
        Ok(Some(walk.into_steps()))
    }
}
