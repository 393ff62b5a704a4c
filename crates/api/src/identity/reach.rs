//! What of the tree a caller reaches. What is not reached does not exist for them.

use super::me::Me;
use crate::app::App;
use crate::views::entry::{EntryView, EntryWithPath, PathStep};
use share_cloud_aws::db::accounts::AccountRecord;
use share_cloud_aws::db::entries::{EntryRecord, Place};
use share_cloud_aws::failure::Failure;
use share_cloud_domain::account::AccountStatus;
use share_cloud_domain::ids::{AccountId, EntryId};
use share_cloud_domain::member::{Access, MemberRole, Reach};
use share_cloud_domain::name::EntryKind;
use share_cloud_domain::problem::Code;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// An entry below the live root (or the root), with everything above it.
#[derive(Debug, Clone)]
pub struct Reached {
    /// The entry.
    pub entry: EntryRecord,
    /// What it is in, or for a folder the folder itself, up to the root.
    pub place: Place,
    /// Whoever reaches it as a member; none for its owner.
    member: Option<AsMember>,
}

/// How a member reaches an entry.
#[derive(Debug, Clone)]
struct AsMember {
    reach: Reach,
    owner: Arc<AccountRecord>,
}

impl Reached {
    /// Whether `id` is the entry or a folder above it.
    #[must_use]
    pub fn passes(&self, id: &EntryId) -> bool {
        self.entry.entry_id == *id || self.place.passes(id)
    }

    /// Whether one of `ids` is the entry or a folder above it.
    #[must_use]
    pub fn passes_any(&self, ids: &HashSet<EntryId>) -> bool {
        ids.contains(&self.entry.entry_id) || self.place.upward().iter().any(|folder| ids.contains(&folder.entry_id))
    }

    /// The way to the entry from the top that the caller sees, the entry last.
    #[must_use]
    pub fn path(&self) -> Vec<PathStep> {
        let mut path: Vec<PathStep> = self.seen().map(PathStep::from).collect();
        path.reverse();
        if self.member.is_some() {
            // Who else was given what below is the owner's business.
            path.iter_mut().enumerate().for_each(|(at, step)| step.has_members = at == 0);
        }
        path
    }

    /// The entry with the way to it.
    #[must_use]
    pub fn into_view(self) -> EntryWithPath {
        let (path, role) = (self.path(), self.access().as_str());
        let owner_name = self.member.as_ref().map(|member| member.owner.shown_name());
        EntryWithPath { path, role, owner_name, entry: self.shown(self.entry.clone()) }
    }

    /// An entry of the same owner's as the caller may see it: this one, or one in this folder.
    #[must_use]
    pub fn shown(&self, entry: EntryRecord) -> EntryView {
        if self.member.is_none() {
            return EntryView::from(entry);
        }
        let is_seen = |folder: &EntryId| self.seen().any(|seen| seen.entry_id == *folder);
        let has_parent = entry.parent_id.as_ref().is_some_and(is_seen);
        let view = EntryView::from(entry).without_owner();
        if has_parent { view } else { view.without_parent() }
    }

    /// The entry and all above it, the container last.
    fn upward(&self) -> impl Iterator<Item = &EntryRecord> {
        let file = (self.entry.kind == EntryKind::File).then_some(&self.entry);
        file.into_iter().chain(self.place.upward())
    }

    /// What the caller may do with it.
    #[must_use]
    pub fn access(&self) -> Access {
        self.member.as_ref().map_or(Access::Own, |member| member.reach.access)
    }

    /// The account that owns it, as the caller is.
    #[must_use]
    pub fn owner<'a>(&'a self, me: &'a Me) -> &'a AccountRecord {
        self.member.as_ref().map_or(&me.account, |member| &member.owner)
    }

    /// Its owner, where that is somebody else.
    #[must_use]
    pub fn other_owner(&self) -> Option<&AccountRecord> {
        self.member.as_ref().map(|member| &*member.owner)
    }

    /// The entry and the folders above it that the caller sees, the entry first.
    pub fn seen(&self) -> impl Iterator<Item = &EntryRecord> {
        self.upward().take(self.member.as_ref().map_or(usize::MAX, |member| member.reach.seen))
    }

    /// Refuses who may do less with it.
    ///
    /// # Errors
    /// `forbidden`.
    pub fn needs(&self, access: Access) -> Result<(), Code> {
        if self.access() >= access { Ok(()) } else { Err(Code::Forbidden) }
    }

    /// Refuses who may not take it from its folder or rename it there. What was given itself lies among what its owner did not give:
    /// another name would tell which are taken beside it.
    ///
    /// # Errors
    /// `forbidden`.
    pub fn needs_above(&self, access: Access) -> Result<(), Code> {
        let above = self.member.as_ref().map_or(Some(Access::Own), |member| member.reach.access_above);
        if above >= Some(access) { Ok(()) } else { Err(Code::Forbidden) }
    }
}

impl Reached {
    /// The entry of an account, from what was read of the tree.
    fn within(known: &HashMap<EntryId, EntryRecord>, account: &AccountId, id: &EntryId) -> Result<Self, Failure> {
        let entry = known.get(id).filter(|entry| entry.account_id == *account).ok_or(Code::NotFound)?.clone();
        let folder = match entry.kind {
            EntryKind::Folder => entry.entry_id.clone(),
            EntryKind::File => entry.parent_id.clone().ok_or(Code::NotFound)?,
        };
        let place = Place::within(known, account, &folder)?;
        if place.is_live() { Ok(Self { entry, place, member: None }) } else { Err(Code::NotFound.into()) }
    }
}

/// What of the entries an account reaches, its own and those that it was given; each or none, in their order. For its own alone it costs
/// nothing more.
async fn reach(
    app: &App,
    account: &AccountId,
    known: &HashMap<EntryId, EntryRecord>,
    ids: &[EntryId],
) -> Result<Vec<Option<Reached>>, Failure> {
    let whose = |id: &EntryId| known.get(id).map(|entry| entry.account_id.clone());
    let within = |id: &EntryId| Reached::within(known, &whose(id)?, id).ok();
    let found: Vec<Option<Reached>> = ids.iter().map(within).collect();
    let foreign = || found.iter().flatten().filter(|reached| reached.entry.account_id != *account);
    let given = foreign().flat_map(Reached::upward).filter(|above| above.member_count > 0);
    let given: BTreeSet<EntryId> = given.map(|above| above.entry_id.clone()).collect();
    if given.is_empty() {
        let own = |reached: &Reached| reached.entry.account_id == *account;
        return Ok(found.into_iter().map(|reached| reached.filter(own)).collect());
    }
    let owners = foreign().map(|reached| reached.entry.account_id.clone()).collect();
    let memberships = app.db().memberships(account, &given, &owners).await?;
    let mut shared: HashMap<AccountId, Arc<AccountRecord>> = HashMap::new();
    let reached = found.into_iter().map(|reached| {
        let reached = reached?;
        if reached.entry.account_id == *account {
            return Some(reached);
        }
        let owner = memberships.owner(&reached.entry.account_id).filter(|owner| owner.status == AccountStatus::Active)?;
        let owner = shared.entry(owner.account_id.clone()).or_insert_with(|| Arc::new(owner.clone()));
        let owner = Arc::clone(owner);
        let way: Vec<Option<MemberRole>> = reached.upward().map(|step| memberships.role(&step.entry_id)).collect();
        let reach = Reach::along(&way)?;
        Some(Reached { member: Some(AsMember { reach, owner }), ..reached })
    });
    Ok(reached.collect())
}

/// The entry, if the caller reaches it and may do that much with it.
///
/// # Errors
/// `not_found` for what they do not see; `forbidden` for what they see and may not do this with.
pub async fn entry(app: &App, me: &Me, id: &EntryId, access: Access) -> Result<Reached, Failure> {
    let [reached] = <[_; 1]>::try_from(entries(app, me, std::slice::from_ref(id)).await?).map_err(|_| Code::Internal)?;
    let reached = reached.ok_or(Code::NotFound)?;
    reached.needs(access)?;
    Ok(reached)
}

/// Several entries, each reached or not, in their order. The reads are those of the deepest.
///
/// # Errors
/// `unavailable` when the store is away.
pub async fn entries(app: &App, me: &Me, ids: &[EntryId]) -> Result<Vec<Option<Reached>>, Failure> {
    entries_of(app, &me.account.account_id, ids).await
}

/// The same by the ids that a request names, `root` among them; what is no id is not reached.
///
/// # Errors
/// As [`entries`].
pub async fn named(app: &App, me: &Me, ids: &[String]) -> Result<Vec<Option<Reached>>, Failure> {
    let ids: Vec<Option<EntryId>> = ids.iter().map(|id| me.entry_id(id).ok()).collect();
    let known: Vec<EntryId> = ids.iter().flatten().cloned().collect();
    let mut found = entries(app, me, &known).await?.into_iter();
    Ok(ids.iter().map(|id| id.as_ref().and_then(|_| found.next().flatten())).collect())
}

/// The same for an account that asked for something that outlives its request.
///
/// # Errors
/// As [`entries`].
pub async fn entries_of(app: &App, account: &AccountId, ids: &[EntryId]) -> Result<Vec<Option<Reached>>, Failure> {
    let known = app.db().ancestry(ids).await?;
    reach(app, account, &known, ids).await
}

/// The folder, if the caller reaches it and may do that much with it. `hint` is as for `Db::place`.
///
/// # Errors
/// As [`entry`].
pub async fn folder(app: &App, me: &Me, id: &EntryId, hint: &[EntryId], access: Access) -> Result<Reached, Failure> {
    let place = app.db().place_of_anyone(id, hint).await?;
    let known: HashMap<EntryId, EntryRecord> = place.upward().iter().map(|folder| (folder.entry_id.clone(), folder.clone())).collect();
    let [reached] =
        <[_; 1]>::try_from(reach(app, &me.account.account_id, &known, std::slice::from_ref(id)).await?).map_err(|_| Code::Internal)?;
    let reached = reached.ok_or(Code::NotFound)?;
    reached.needs(access)?;
    Ok(reached)
}

/// The account's entry, below its live root, for who acts in its place, as a link does.
///
/// # Errors
/// `not_found` for what is another's, in the trash, or not there.
pub async fn live_entry(app: &App, account: &AccountId, id: &EntryId) -> Result<Reached, Failure> {
    let known = app.db().ancestry(std::slice::from_ref(id)).await?;
    Reached::within(&known, account, id)
}

/// Several entries of the account, for who acts in its place, each found or not, in their order. The reads are those of the deepest.
///
/// # Errors
/// `unavailable` when the store is away.
pub async fn live_entries(app: &App, account: &AccountId, ids: &[EntryId]) -> Result<Vec<Option<Reached>>, Failure> {
    let known = app.db().ancestry(ids).await?;
    Ok(ids.iter().map(|id| Reached::within(&known, account, id).ok()).collect())
}
