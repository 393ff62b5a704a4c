//! The `due` index: every item to which something must happen later, in order of time, over a few shards.

use super::keys::Key;
use super::{Db, Kind};
use crate::failure::Failure;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use share_cloud_domain::ids::{AccountId, EntryId, GarbageId, JobId, MailId, ShareId};
use share_cloud_domain::member::Holder;
use share_cloud_domain::problem::Code;

/// The index's name.
pub const INDEX: &str = "due";
/// Its partition key.
pub(crate) const SHARD: &str = "due_shard";
/// Its sort key, in milliseconds.
pub(crate) const AT: &str = "due_at";

/// How many partitions the index has beside that of the letters.
pub(crate) const SHARDS: u32 = 8;
/// The partition of the letters, which people wait for: no heap of anything else lies before them.
const LETTERS: &str = "mail";

/// The shard of an item, which never changes.
pub(crate) fn shard_of(key: &Key) -> String {
    if key.pk.split_once('#').is_some_and(|(kind, _)| kind == Kind::Mail.prefix()) {
        return LETTERS.to_owned();
    }
    let hash = key.pk.bytes().chain(key.sk.bytes()).fold(0_u32, |hash, byte| hash.wrapping_mul(31).wrapping_add(u32::from(byte)));
    (hash % SHARDS).to_string()
}

/// An item to which something must happen now. It is only a hint: whoever acts rereads it strongly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Due {
    /// A letter is to be sent.
    Mail(MailId),
    /// An upload has expired.
    Upload {
        /// Who started it: an account or a share.
        scope: String,
        /// The part of its id that keys it.
        scope_key: String,
    },
    /// An object is to be removed.
    Garbage(GarbageId),
    /// A job is to go on.
    Job(JobId),
    /// A trashed entry goes for good.
    Trashed(EntryId),
    /// An account was never confirmed.
    Account(AccountId),
    /// Segments of an account's search are to be built.
    Search(AccountId),
    /// A link is about to end.
    Share(ShareId),
    /// An account's room passed a mark.
    Room(AccountId),
    /// A letter is to tell of files that came.
    Notice {
        /// Who is told.
        holder: Holder,
        /// Where the notice stands among theirs.
        place: String,
    },
    /// An account takes over what waits for its address.
    Join {
        /// The account.
        account_id: AccountId,
        /// What stands for the address.
        mark: AccountId,
    },
}

impl Due {
    /// Reads the key of an item; none for kinds to which nothing happens later.
    #[must_use]
    pub fn of_key(partition: &str, sort: &str) -> Option<Self> {
        let (prefix, id) = partition.split_once('#')?;
        let kind = *Kind::ALL.iter().find(|kind| kind.prefix() == prefix)?;
        match kind {
            Kind::Mail => MailId::parse(id).ok().map(Self::Mail),
            Kind::Upload => Some(Self::Upload { scope: id.to_owned(), scope_key: sort.to_owned() }),
            Kind::Garbage => GarbageId::parse(id).ok().map(Self::Garbage),
            Kind::Job => JobId::parse(id).ok().map(Self::Job),
            Kind::Entry => EntryId::parse(id).ok().map(Self::Trashed),
            Kind::Account => AccountId::parse(id).ok().map(Self::Account),
            Kind::Search => AccountId::parse(id).ok().map(Self::Search),
            Kind::Share => ShareId::parse(id).ok().map(Self::Share),
            Kind::Storage => AccountId::parse(id).ok().map(Self::Room),
            Kind::Notice => Some(Self::Notice { holder: Holder::try_from(id.to_owned()).ok()?, place: sort.to_owned() }),
            Kind::Join => Some(Self::Join { account_id: AccountId::parse(id).ok()?, mark: AccountId::parse(sort).ok()? }),
            _ => None,
        }
    }
}

impl Db {
    /// The items that are due, letters first, at most `limit` of each shard, oldest first. The index may lag: reread each strongly.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn due(&self, now: Timestamp, limit: i32) -> Result<Vec<Due>, Failure> {
        let mut due = Vec::new();
        for shard in std::iter::once(LETTERS.to_owned()).chain((0..SHARDS).map(|shard| shard.to_string())) {
            let page = self
                .client()
                .query()
                .table_name(self.table())
                .index_name(INDEX)
                .key_condition_expression("#shard = :shard AND #at <= :now")
                .expression_attribute_names("#shard", SHARD)
                .expression_attribute_names("#at", AT)
                .expression_attribute_values(":shard", AttributeValue::S(shard))
                .expression_attribute_values(":now", AttributeValue::N(now.as_millisecond().to_string()))
                .limit(limit)
                .send()
                .await
                .map_err(|error| Failure::of_sdk(Code::Unavailable, error))?;
            due.extend(page.items.unwrap_or_default().iter().filter_map(Key::of).filter_map(|key| Due::of_key(&key.pk, &key.sk)));
        }
        Ok(due)
    }
}
