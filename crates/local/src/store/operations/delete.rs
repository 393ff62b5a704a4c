//! DeleteObject and DeleteObjects.

use std::sync::Arc;

use s3s::S3ErrorCode;
use s3s::dto::{DeleteObjectInput, DeleteObjectOutput, DeleteObjectsInput, DeleteObjectsOutput, DeletedObject};

use super::not_implemented;
use crate::store::Inner;
use crate::store::error::{Result, StoreError};
use crate::store::faults::Operation;
use crate::store::index::{Change, objects};

/// The most keys one request may name; S3's limit.
const MAX_KEYS: usize = 1000;

/// Removes an object; one that is not there is removed already.
pub(in crate::store) async fn delete_object(store: &Arc<Inner>, input: DeleteObjectInput) -> Result<DeleteObjectOutput> {
    let is_conditional = input.if_match.is_some() || input.if_match_last_modified_time.is_some() || input.if_match_size.is_some();
    if input.version_id.is_some() || is_conditional {
        return Err(not_implemented("This store has no versions and no conditional deletes."));
    }
    delete(store, Operation::DeleteObject, vec![input.key]).await?;
    Ok(DeleteObjectOutput::default())
}

/// Removes up to 1,000 objects, all of them or none.
pub(in crate::store) async fn delete_objects(store: &Arc<Inner>, input: DeleteObjectsInput) -> Result<DeleteObjectsOutput> {
    let wanted = input.delete.objects;
    if wanted.is_empty() || wanted.len() > MAX_KEYS {
        return Err(StoreError::refuse(S3ErrorCode::MalformedXML, "A request names 1 to 1,000 objects."));
    }
    if wanted.iter().any(|one| one.version_id.is_some() || one.e_tag.is_some() || one.size.is_some() || one.last_modified_time.is_some()) {
        return Err(not_implemented("This store has no versions and no conditional deletes."));
    }
    let keys: Vec<String> = wanted.into_iter().map(|one| one.key).collect();
    let deleted = keys.iter().map(|key| DeletedObject { key: Some(key.clone()), ..DeletedObject::default() }).collect();
    delete(store, Operation::DeleteObjects, keys).await?;
    let is_quiet = input.delete.quiet.unwrap_or(false);
    Ok(DeleteObjectsOutput { deleted: (!is_quiet).then_some(deleted), ..DeleteObjectsOutput::default() })
}

async fn delete(store: &Arc<Inner>, operation: Operation, keys: Vec<String>) -> Result<()> {
    let remove = move |index: &rusqlite::Connection| {
        let mut change = Change::of(());
        for key in keys {
            change.doomed.extend(objects::remove(index, &key)?);
        }
        Ok(change)
    };
    store.change(operation, remove).await
}
