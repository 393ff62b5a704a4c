//! What a home does with its store beside requests: giving up stale uploads, looking for damage.

use std::sync::Arc;

use jiff::SignedDuration;

use super::bytes::files::FileId;
use super::bytes::receive::in_background;
use super::error::{self, StoreError};
use super::index::{self, Change, uploads};
use super::{Inner, ObjectStore};

/// How many stale uploads are given up in one commit.
const STALE_BATCH: usize = 20;

/// How many runs of bytes are looked at before others get their turn.
const DAMAGE_PAGE: usize = 500;

impl ObjectStore {
    /// Gives up the uploads that began longer ago than the option says, and answers how many those were.
    ///
    /// # Errors
    /// Those of the index; what was given up before stays so.
    pub async fn abort_stale_uploads(&self) -> Result<u64, StoreError> {
        let age = SignedDuration::from_hours(i64::from(self.0.options.stale_upload_days) * 24);
        let before_ms = self.0.now_ms().saturating_sub(i64::try_from(age.as_millis()).unwrap_or(i64::MAX));
        let mut aborted = 0;
        loop {
            let found = self.0.index.change(move |index| {
                let stale = uploads::stale(index, before_ms, STALE_BATCH)?;
                let mut change = Change::of(stale.len());
                for upload in stale {
                    change.doomed.extend(uploads::forget(index, &upload)?);
                }
                Ok(change)
            });
            let found = found.await?;
            aborted += u64::try_from(found).unwrap_or(u64::MAX);
            if found < STALE_BATCH {
                return Ok(aborted);
            }
        }
    }

    /// The keys of objects whose bytes are missing or of another length, sorted. Looks at every file's length, not at its bytes.
    ///
    /// # Errors
    /// Those of the index and of the disk.
    pub async fn damaged_objects(&self) -> Result<Vec<String>, StoreError> {
        let store = Arc::clone(&self.0);
        in_background(move || {
            let (mut damaged, mut after) = (Vec::new(), Some((0, 0)));
            while let Some(from) = after {
                after = look_for_damage(&store, from, &mut damaged)?;
            }
            damaged.sort_unstable();
            damaged.dedup();
            Ok(damaged)
        })
        .await
    }
}

/// Looks at a page of segments after `from`, an object's row and a start, and answers where the next page begins.
fn look_for_damage(store: &Inner, from: (i64, u64), damaged: &mut Vec<String>) -> error::Result<Option<(i64, u64)>> {
    let look_up = || {
        store.index.read(|index| {
            let page = index::objects::segments_after(index, from, DAMAGE_PAGE)?;
            let files: Vec<FileId> = page.iter().filter(|row| !row.location.inline).map(|row| row.location.file).collect();
            Ok::<_, StoreError>((page, files))
        })
    };
    let (page, _pins) = store.files.reaper().pin_found(look_up)?;
    let next = page.last().map(|row| (row.object, row.start));
    for row in page {
        if !row.location.inline && store.files.length(row.location.file)? != Some(row.size_bytes) {
            damaged.push(row.key);
        }
    }
    Ok(next)
}
