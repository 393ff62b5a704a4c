//! Removing objects that nothing names any more, each checked again before anything is deleted.

use crate::app::App;
use share_cloud_aws::db::garbage::{GarbageRecord, Unwanted};
use share_cloud_aws::failure::Failure;
use share_cloud_aws::objects::ObjectKey;
use share_cloud_domain::ids::GarbageId;

/// Removes the object of a note that is due, and the note unless the object may still arrive.
///
/// # Errors
/// `unavailable` or `store_unavailable`: the note stays due.
pub async fn remove(app: &App, id: &GarbageId) -> Result<(), Failure> {
    let now = app.now();
    let Some(garbage) = app.db().garbage(id).await?.filter(|garbage| garbage.look_at <= now) else { return Ok(()) };
    if !app.db().is_unwanted(&garbage).await? {
        return app.db().settle_garbage(&garbage, None).await;
    }
    remove_object(app, &garbage).await?;
    let next_look = (now < garbage.until).then_some(garbage.until);
    app.db().settle_garbage(&garbage, next_look).await
}

async fn remove_object(app: &App, garbage: &GarbageRecord) -> Result<(), Failure> {
    let objects = app.objects();
    let key = match &garbage.unwanted {
        Unwanted::Marker => ObjectKey::marker(&garbage.account_id),
        Unwanted::Version { random, .. } | Unwanted::Segment { random } => ObjectKey::content(&garbage.account_id, random),
        Unwanted::Upload { random, .. } => {
            let key = ObjectKey::content(&garbage.account_id, random);
            for multipart_id in objects.open_multiparts(&key).await? {
                objects.abort_multipart(&key, &multipart_id).await?;
            }
            key
        }
    };
    objects.delete(&key).await
}
