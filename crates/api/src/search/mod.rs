//! Finding entries by name and by when they changed. Candidates come from the table's indexes and from segments ([`source`]); each is
//! read again, with everything above it, before it is shown: what was renamed, trashed or removed since is left out.
//!
//! What is looked for is one account's own. What others share with it would be looked for the same way, account by account, and kept
//! where its way up passes what was shared.

mod source;

use crate::app::App;
use crate::identity::reach::{Reached, live_entries};
use share_cloud_aws::db::search::{List, Spot};
use share_cloud_aws::failure::Failure;
use share_cloud_domain::ids::{AccountId, EntryId};
use share_cloud_domain::name::EntryName;
use share_cloud_domain::search::{Face, FileClass, Wanted};
pub(crate) use source::MOST_BYTES as MOST_SEGMENT_BYTES;
use source::Source;

/// How many candidates are read together at most.
const READ_TOGETHER: usize = 100;
/// How many candidates one request reads. Where many are in the trash, a page may be short or empty and still have a next one.
const MAX_READ: usize = 1_000;

/// What is looked for, and where.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Which entries it must be.
    pub wanted: Wanted,
    /// Among which.
    pub list: List,
    /// Whether segments are read, and asked for where there are none: a list that is seldom read far needs none.
    pub in_segments: bool,
}

/// A page of what is found, the newest first, and from after where the next one goes on, if there may be one.
///
/// # Errors
/// `unavailable` or `store_unavailable` when a store is away.
pub async fn find(
    app: &App,
    account: &AccountId,
    asked: &Asked,
    after: Option<Spot>,
    limit: usize,
) -> Result<(Vec<Reached>, Option<Spot>), Failure> {
    let mut source = Source::open(app, account, asked, after).await?;
    let mut found: Vec<(Spot, Reached)> = Vec::new();
    let mut read = 0;
    while let Some(candidates) = source.next().await? {
        let mut rest = candidates.as_slice();
        while !rest.is_empty() {
            // One more than the page takes tells whether there is another page.
            let (chunk, later) = rest.split_at((limit + 1 - found.len()).clamp(1, READ_TOGETHER).min(rest.len()));
            rest = later;
            read += chunk.len();
            found.extend(still_there(app, account, asked, chunk).await?);
            if found.len() > limit {
                found.truncate(limit);
                let next = found.last().map(|(spot, _)| spot.clone());
                return Ok((without_spots(found), next));
            }
            if read >= MAX_READ {
                return Ok((without_spots(found), chunk.last().cloned()));
            }
        }
        if source.is_spent() {
            return Ok((without_spots(found), source.before().cloned()));
        }
    }
    Ok((without_spots(found), None))
}

fn without_spots(found: Vec<(Spot, Reached)>) -> Vec<Reached> {
    found.into_iter().map(|(_, reached)| reached).collect()
}

/// Those candidates that are below the live root, as they were when they were indexed, and what is asked for.
async fn still_there(app: &App, account: &AccountId, asked: &Asked, chunk: &[Spot]) -> Result<Vec<(Spot, Reached)>, Failure> {
    let ids: Vec<EntryId> = chunk.iter().map(|spot| spot.entry_id.clone()).collect();
    let reached = live_entries(app, account, &ids).await?;
    let fits = |spot: &Spot, reached: &Reached| {
        // An entry that changed since has another place in the order, and is found there.
        reached.entry.modified_at == spot.at && is_wanted(&asked.wanted, reached) && (asked.list == List::All || reached.entry.starred)
    };
    let found = chunk.iter().zip(reached).filter_map(|(spot, reached)| Some((spot.clone(), reached?)));
    Ok(found.filter(|(spot, reached)| fits(spot, reached)).collect())
}

fn is_wanted(wanted: &Wanted, reached: &Reached) -> bool {
    let entry = &reached.entry;
    let Ok(name) = EntryName::parse(&entry.name) else { return false };
    let content_type = entry.content.as_ref().map(|content| content.content_type.as_str());
    wanted.takes(&Face {
        folded: name.folded().as_str(),
        class: FileClass::of(entry.kind, &entry.name, content_type),
        size_bytes: entry.size_bytes(),
        modified_at: entry.modified_at,
    })
}
