//! Reading one item or object: what it proves by itself, and what is remembered of it.

use super::super::accounts::{AccountRecord, StorageRecord};
use super::super::activity::ActivityRecord;
use super::super::devices::DeviceRecord;
use super::super::entries::{EntryRecord, NameRecord};
use super::super::garbage::{GarbageRecord, Unwanted};
use super::super::invitations::InvitationRecord;
use super::super::jobs::{JobRecord, JobState};
use super::super::keys::{Key, Kind};
use super::super::mails::{MailRecord, TokenRecord};
use super::super::members::{JoinRecord, MemberOfRecord, MemberRecord};
use super::super::notices::NoticeRecord;
use super::super::record::{Record, TTL, from_item};
use super::super::search::SearchRecord;
use super::super::sessions::SessionRecord;
use super::super::shares::{DownloadRecord, OpensRecord, ShareOfRecord, ShareRecord};
use super::super::undeliverable::UndeliverableRecord;
use super::super::uploads::UploadRecord;
use super::super::versions::VersionRecord;
use super::super::{Item, keys};
use super::breach::{Breach, Fault, ItemName, Subject};
use super::derived::Held;
use super::facts::{
    self, Account, Facts, File, Folder, Job, Member, Membership, Name, Object, Room, Share, Shown, Upload, Version, hash_of,
};
use super::id::Id;
use super::{MAX_BREACHES, own};
use crate::failure::Failure;
use crate::objects::ListedObject;
use aws_sdk_dynamodb::types::AttributeValue;
use serde::Deserialize;
use share_cloud_domain::ids::{AccountId, EntryId, VersionId};
use share_cloud_domain::member::Holder;
use share_cloud_domain::name::{EntryKind, EntryName};
use share_cloud_domain::upload::UploadState;

/// An item that names an account; what else there is of it does not matter here.
#[derive(Deserialize)]
struct Owned {
    account_id: AccountId,
}

impl Facts {
    /// Takes an item in.
    pub(super) fn take(&mut self, item: Item) {
        let Some(key) = Key::of(&item) else { return };
        let prefix = key.pk.split_once('#').map(|(prefix, _)| prefix);
        let kind = Kind::ALL.iter().find(|kind| Some(kind.prefix()) == prefix);
        let Some(kind) = kind else { return self.certainly(Subject::Item(ItemName(key)), Fault::UnknownKind) };
        if !self.is_in_scope(*kind, &item) {
            return;
        }
        if let Err(cause) = self.take_kind(*kind, &key, item) {
            let cause = cause.cause.map_or_else(|| cause.problem.to_string(), |cause| cause.to_string());
            self.certainly(Subject::Item(ItemName(key)), Fault::Unreadable(cause));
        }
    }

    /// Whether the item is of an account in the scope; if so and its sums depend on it, it counts in the account's print.
    fn is_in_scope(&mut self, kind: Kind, item: &Item) -> bool {
        let Some(scope) = &self.scope else { return true };
        let account = item.get("account_id").and_then(|value| value.as_s().ok()).and_then(|id| AccountId::parse(id).ok());
        let Some(account) = account.map(|id| Id::from(&id)).filter(|id| scope.contains(id)) else { return false };
        if matches!(
            kind,
            Kind::Storage | Kind::Entry | Kind::Version | Kind::Upload | Kind::Garbage | Kind::Job | Kind::Share | Kind::Search
        ) {
            let mut attributes: Vec<(&String, String)> = item.iter().map(|(name, value)| (name, format!("{value:?}"))).collect();
            attributes.sort_unstable();
            self.add_print(account, hash_of(&attributes));
        }
        true
    }

    fn take_kind(&mut self, kind: Kind, key: &Key, item: Item) -> Result<(), Failure> {
        match kind {
            Kind::Account => self.read(item).map(|account| self.account_of(&account)),
            Kind::Storage => self.read(item).map(|storage| self.room_of(&storage)),
            Kind::Entry => self.read(item).map(|entry| self.entry_of(&entry)),
            Kind::Name => self.read(item).map(|name| self.name_of(name)),
            Kind::Version => self.read(item).map(|version| self.version_of(&version)),
            Kind::Upload => self.read(item).map(|upload| self.upload_of(&upload)),
            Kind::Share => self.read_share(item),
            Kind::Garbage => self.read(item).map(|garbage| self.garbage_of(&garbage)),
            Kind::Job => self.read(item).map(|job| self.job_of(&job)),
            Kind::Search => self.read(item).map(|search| self.search_of(&search)),
            Kind::Member => self.read(item).map(|member| self.member_of(&member)),
            Kind::MemberOf => {
                let of: MemberOfRecord = self.read(item)?;
                self.given.insert(membership(&of.entry_id, &of.holder));
                Ok(())
            }
            Kind::Join => self.read::<JoinRecord>(item).map(drop),
            Kind::Mail => self.read::<MailRecord>(item).map(drop),
            Kind::Token => self.read::<TokenRecord>(item).map(drop),
            Kind::Undeliverable => self.read::<UndeliverableRecord>(item).map(drop),
            Kind::Session => self.read::<SessionRecord>(item).map(drop),
            Kind::Device => self.read::<DeviceRecord>(item).map(drop),
            Kind::Activity => self.read::<ActivityRecord>(item).map(drop),
            Kind::Notice => self.read::<NoticeRecord>(item).map(drop),
            Kind::Invitation => self.read::<InvitationRecord>(item).map(drop),
            Kind::Opens => self.read::<OpensRecord>(item).map(drop),
            Kind::Download => self.read::<DownloadRecord>(item).map(drop),
            Kind::Username => owner(item).map(|account| self.usernames.extend([(id_part(key), account)])),
            Kind::Email => owner(item).map(|account| self.emails.extend([(id_part(key), account)])),
            Kind::Credential => owner(item).map(|account| self.credentials.extend([account])),
            Kind::ShareOf => {
                let of: ShareOfRecord = self.read(item)?;
                self.listed.insert((Id::from(&of.share_id), Id::from(&of.account_id)));
                Ok(())
            }
            Kind::Limit if !item.contains_key(TTL) => Err(Failure::internal("a counter without an end")),
            // What is left says nothing that another item must agree with.
            _ => Ok(()),
        }
    }

    /// Reads an item and holds its derived attributes against its fields.
    fn read<R: Record>(&mut self, item: Item) -> Result<R, Failure> {
        self.read_with(item, |_| false)
    }

    fn read_with<R: Record>(&mut self, item: Item, keeps_ttl: impl Fn(&R) -> bool) -> Result<R, Failure> {
        let (held, key) = (Held::of(&item), Key::of(&item));
        let record: R = from_item(item)?;
        let faults = held.faults(&record, keeps_ttl(&record));
        for fault in faults {
            let name = ItemName(key.clone().unwrap_or_else(|| record.key()));
            self.certainly(Subject::Item(name), fault);
        }
        Ok(record)
    }

    fn read_share(&mut self, item: Item) -> Result<(), Failure> {
        let share: ShareRecord = self.read_with(item, |share: &ShareRecord| share.revoked_at.is_some())?;
        let is_revoked = share.revoked_at.is_some();
        self.prove(own::of_share(&share));
        let open = share.drop_room.as_ref().map(|room| (room.open_files, room.open_bytes));
        self.shares.push(Share { id: Id::from(&share.share_id), account: Id::from(&share.account_id), is_revoked, open });
        Ok(())
    }

    fn certainly(&mut self, subject: Subject, fault: Fault) {
        self.prove([Breach::new(subject, fault)]);
    }

    /// Keeps what one item proves, up to more than a report names.
    fn prove(&mut self, breaches: impl IntoIterator<Item = Breach>) {
        let room = (MAX_BREACHES + 1).saturating_sub(self.certain.len());
        self.certain.extend(breaches.into_iter().take(room));
    }

    fn account_of(&mut self, account: &AccountRecord) {
        self.prove(own::of_account(account));
        self.accounts.push(Account {
            id: Id::from(&account.account_id),
            username: account.username.as_str().to_owned(),
            email: account.email_verified.then(|| account.email.folded()),
            closing_job: account.closing_job_id.as_ref().map(Id::from),
            root: Id::from(&account.root_id),
            trash: Id::from(&account.trash_id),
            purging: Id::from(&account.purging_id),
        });
    }

    fn room_of(&mut self, storage: &StorageRecord) {
        self.prove(own::of_room(storage));
        self.rooms.push(Room {
            account: Id::from(&storage.account_id),
            used_bytes: storage.used_bytes,
            reserved_bytes: storage.reserved_bytes,
            versions_bytes: storage.versions_bytes,
            entry_count: storage.entry_count,
            open_uploads: storage.open_uploads,
            share_count: storage.share_count,
            copy_count: storage.copy_count,
        });
    }

    fn entry_of(&mut self, entry: &EntryRecord) {
        self.prove(own::of_entry(entry));
        let (id, account, parent) = (Id::from(&entry.entry_id), Id::from(&entry.account_id), entry.parent_id.as_ref().map(Id::from));
        let is_trashed = entry.trashed_at.is_some();
        let shown = entry.to_name().map(|name| shown(&name));
        match (&entry.content, parent, shown) {
            (Some(content), Some(parent), Some(shown)) if entry.kind == EntryKind::File => {
                let version = Id::from(&content.version_id);
                let (size_bytes, member_count) = (content.size_bytes, entry.member_count);
                self.files.push(File { id, account, parent, version, size_bytes, is_trashed, member_count, shown });
            }
            _ if entry.kind == EntryKind::Folder => self.folders.push(Folder {
                id,
                account,
                parent,
                container: entry.container,
                total_bytes: entry.total_bytes,
                file_count: entry.file_count,
                child_count: entry.child_count,
                height_bound: entry.height_bound,
                is_dying: entry.dying,
                is_trashed,
                member_count: entry.member_count,
                job: entry.job_id.as_ref().map(Id::from),
                shown,
            }),
            _ => {}
        }
    }

    fn name_of(&mut self, name: NameRecord) {
        let face = shown(&name).face;
        let (entry, folder) = (Id::from(&name.entry_id), Id::from(&name.parent_id));
        self.names.push(Name { entry, folder, key: name.name_key.into_boxed_str(), face });
    }

    fn version_of(&mut self, version: &VersionRecord) {
        self.prove(own::of_version(version));
        self.versions.push(Version {
            id: Id::from(&version.content.version_id),
            entry: Id::from(&version.entry_id),
            account: Id::from(&version.account_id),
            size_bytes: version.content.size_bytes,
        });
    }

    fn member_of(&mut self, member: &MemberRecord) {
        self.prove(own::of_member(member));
        let (membership, owner) = (membership(&member.entry_id, &member.holder), Id::from(&member.owner_id));
        let count = u32::try_from(member.given.len()).unwrap_or(u32::MAX);
        self.members.push(Member { membership, owner, count });
    }

    fn job_of(&mut self, job: &JobRecord) {
        self.prove(own::of_job(job));
        if job.state == JobState::Running {
            let copies_bytes = job.copy.as_ref().map(|work| work.reserved_bytes);
            self.jobs.push(Job { id: Id::from(&job.job_id), account: Id::from(&job.account_id), copies_bytes });
        }
    }

    fn search_of(&mut self, search: &SearchRecord) {
        let account = Id::from(&search.account_id);
        self.segments.extend(search.segments.iter().map(|segment| (account, Id::from(&segment.random))));
    }

    fn upload_of(&mut self, upload: &UploadRecord) {
        self.prove(own::of_upload(upload));
        if upload.state == UploadState::Open {
            let (account, random) = (Id::from(&upload.account_id), Id::from(&upload.random));
            let share = upload.share_id.as_ref().map(Id::from);
            self.uploads.push(Upload { account, random, size_bytes: upload.size_bytes, share, key: ItemName(upload.key()) });
        }
    }

    fn garbage_of(&mut self, garbage: &GarbageRecord) {
        let random = match &garbage.unwanted {
            Unwanted::Marker => None,
            Unwanted::Upload { random, .. } | Unwanted::Version { random, .. } | Unwanted::Segment { random } => Some(Id::from(random)),
        };
        self.garbage.insert((Id::from(&garbage.account_id), random));
    }

    /// Takes an object in.
    pub(super) fn take_object(&mut self, object: &ListedObject) {
        let Some(parsed) = parse_object(&object.key, object.size_bytes) else {
            return self.certainly(Subject::Object(object.key.clone()), Fault::Shape("has a name that nothing of the product has"));
        };
        if self.scope.is_some() {
            self.add_print(parsed.account, hash_of(&(&object.key, object.size_bytes)));
        }
        self.objects.push(parsed);
    }
}

fn membership(entry: &EntryId, holder: &Holder) -> Membership {
    let (Holder::Account(id) | Holder::Address(id)) = holder;
    Membership { entry: Id::from(entry), holder: Id::from(id), is_address: matches!(holder, Holder::Address(_)) }
}

fn parse_object(key: &str, size_bytes: u64) -> Option<Object> {
    let (account, rest) = key.strip_prefix("accounts/")?.split_once('/')?;
    let account = Id::from(&AccountId::parse(account).ok()?);
    let random = if rest == "marker" { None } else { Some(Id::from(&VersionId::parse(rest).ok()?)) };
    Some(Object { account, random, size_bytes })
}

/// What stands between `#` and the end of a partition key.
fn id_part(key: &Key) -> String {
    key.pk.split_once('#').map(|(_, id)| id.to_owned()).unwrap_or_default()
}

fn owner(item: Item) -> Result<Id, Failure> {
    let owned: Owned = serde_dynamo::from_item(item).map_err(Failure::internal)?;
    Ok(Id::from(&owned.account_id))
}

/// How the item by folder and name shows its entry.
fn shown(name: &NameRecord) -> Shown {
    let face = serde_json::to_string(name).map_or(0, |text| hash_of(&text));
    let folded = EntryName::parse(&name.name).map(|name| name.folded().key());
    Shown {
        place: facts::place(Id::from(&name.parent_id), &name.name_key),
        face,
        is_folded: folded.as_ref() == Ok(&name.name_key),
        has_id: name.name_key.contains(name.entry_id.as_str()),
    }
}

/// A text attribute of an item.
pub(super) fn text<'a>(item: &'a Item, name: &str) -> Option<&'a str> {
    match item.get(name) {
        Some(AttributeValue::S(text)) => Some(text),
        _ => None,
    }
}

/// The key of an item that is alone in its partition.
pub(super) fn alone(kind: Kind, id: &impl std::fmt::Display) -> ItemName {
    ItemName(Key { pk: keys::partition(kind, id), sk: kind.prefix().to_owned() })
}
