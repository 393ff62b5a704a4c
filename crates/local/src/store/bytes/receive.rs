//! Bytes on their way in: hashed and written while they come, verified, made durable. What is refused leaves nothing.

use bytes::Bytes;
use futures::StreamExt as _;
use s3s::S3ErrorCode;
use s3s::dto::StreamingBlob;
use tokio::task::{JoinHandle, spawn_blocking};

use super::claims::{Claims, Digests};
use super::files::{DurableFile, FileId, Files, NewFile};
use crate::store::error::{Result, StoreError};
use crate::store::faults::{Faults, Operation, Point};

/// How many bytes are handed to a disk thread at a time. While one batch is hashed and written the next one is collected,
/// so that a transfer holds at most two.
const BATCH_BYTES: u64 = 512 * 1024;

/// Up to this size bytes lie in the index, where they share one fsync with the other changes of their batch; larger ones have a file.
pub(in crate::store) const INLINE_BYTES: u64 = 64 * 1024;

/// Bytes that are safe, verified, and not yet referred to.
#[derive(Debug)]
pub(in crate::store) struct Received {
    /// Their number.
    pub(in crate::store) size_bytes: u64,
    /// Their SHA-256.
    pub(in crate::store) sha256: [u8; 32],
    /// Where they are.
    pub(in crate::store) place: Place,
}

/// Where received bytes are until a change of the index takes them over.
#[derive(Debug)]
pub(in crate::store) enum Place {
    /// There are none.
    Nowhere,
    /// In memory, to be written into the index.
    Inline(FileId, Vec<u8>),
    /// In a file of their own.
    File(DurableFile),
}

/// Everything a transfer needs.
pub(in crate::store) struct Transfer {
    /// Where files are.
    pub(in crate::store) files: Files,
    /// The bytes that have to stay free on the disk.
    pub(in crate::store) min_free_bytes: u64,
    /// What tests want to go wrong.
    pub(in crate::store) faults: Faults,
    /// In which operation.
    pub(in crate::store) operation: Operation,
}

impl Transfer {
    /// Reads `body` to its end.
    ///
    /// # Errors
    /// 400 when its length is not `length` or a claim is wrong, 507 when it does not fit on the disk; nothing is left then.
    pub(in crate::store) async fn receive(self, body: Option<StreamingBlob>, length: u64, claims: Claims) -> Result<Received> {
        let mut body = Body { blob: body, missing_bytes: length };
        let mut sink = Sink { digests: claims.digests(), inline: Vec::new(), file: None, length, transfer: self };
        let mut batch = body.next_batch().await?;
        loop {
            let writing = in_background(move || sink.take(&batch).map(|()| sink));
            let next = body.next_batch().await;
            // The write is waited for even if the body failed, so that the file is not removed under it.
            sink = writing.await?;
            batch = next?;
            if batch.is_empty() {
                break;
            }
        }
        in_background(move || sink.finish(claims)).await
    }
}

/// Runs file work on a thread that may block; it begins at once, awaited or not, and goes on if nobody waits any more.
pub(in crate::store) fn in_background<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> impl Future<Output = Result<T>> + Send {
    finished(spawn_blocking(work))
}

async fn finished<T>(work: JoinHandle<Result<T>>) -> Result<T> {
    // The work is never aborted; a join error is a panic in it.
    work.await.unwrap_or_else(|cause| Err(std::io::Error::other(cause).into()))
}

/// What is still to come of a body.
struct Body {
    blob: Option<StreamingBlob>,
    missing_bytes: u64,
}

impl Body {
    /// Collects the next pieces, empty at the end of the body.
    async fn next_batch(&mut self) -> Result<Vec<Bytes>> {
        let (mut batch, mut collected_bytes) = (Vec::new(), 0);
        let Some(blob) = &mut self.blob else { return self.at_end(batch) };
        while collected_bytes < BATCH_BYTES {
            let Some(piece) = blob.next().await else {
                self.blob = None;
                return self.at_end(batch);
            };
            let piece = piece.map_err(|cause| {
                tracing::debug!(%cause, "a body broke off");
                StoreError::refuse(S3ErrorCode::IncompleteBody, "The body could not be read to its end, or is not what was signed.")
            })?;
            let piece_bytes = u64::try_from(piece.len()).unwrap_or(u64::MAX);
            self.missing_bytes = self.missing_bytes.checked_sub(piece_bytes).ok_or_else(wrong_length)?;
            collected_bytes += piece_bytes;
            batch.push(piece);
        }
        Ok(batch)
    }

    fn at_end(&self, batch: Vec<Bytes>) -> Result<Vec<Bytes>> {
        if self.missing_bytes == 0 { Ok(batch) } else { Err(wrong_length()) }
    }
}

fn wrong_length() -> StoreError {
    StoreError::refuse(S3ErrorCode::IncompleteBody, "You did not provide the number of bytes specified by the Content-Length HTTP header.")
}

/// Where batches go.
struct Sink {
    digests: Digests,
    inline: Vec<u8>,
    file: Option<NewFile>,
    length: u64,
    transfer: Transfer,
}

impl Sink {
    fn take(&mut self, batch: &[Bytes]) -> Result<()> {
        let Transfer { files, min_free_bytes, faults, operation } = &self.transfer;
        faults.check(*operation, Point::Write)?;
        if self.length <= INLINE_BYTES {
            batch.iter().for_each(|piece| self.inline.extend_from_slice(piece));
        } else {
            let file = match &mut self.file {
                Some(file) => file,
                none => none.insert(files.create(files.promise(self.length, *min_free_bytes)?)?),
            };
            file.write(batch)?;
        }
        self.digests.update(batch);
        Ok(())
    }

    fn finish(self, claims: Claims) -> Result<Received> {
        let Transfer { files, min_free_bytes, faults, operation } = self.transfer;
        let sha256 = claims.verify(self.digests)?;
        faults.check(operation, Point::Sync)?;
        let place = match self.file {
            Some(file) => Place::File(file.sync()?),
            None if self.inline.is_empty() => Place::Nowhere,
            None => {
                drop(files.promise(self.length, min_free_bytes)?);
                Place::Inline(FileId::draw()?, self.inline)
            }
        };
        faults.check(operation, Point::Synced)?;
        Ok(Received { size_bytes: self.length, sha256, place })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn receive(sent: Vec<Bytes>, length: u64) -> Result<Received> {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::open(folder.path()).unwrap();
        let transfer = Transfer { files, min_free_bytes: 0, faults: Faults::default(), operation: Operation::PutObject };
        let body = futures::stream::iter(sent.into_iter().map(Ok::<_, std::io::Error>));
        transfer.receive(Some(StreamingBlob::wrap(body)), length, Claims::default()).await
    }

    #[tokio::test]
    async fn a_body_of_another_length_than_was_said_is_refused() {
        let (large, small) = (Bytes::from(vec![7; 300_000]), Bytes::from_static(b"hello"));
        for (sent, length) in [(vec![], 0), (vec![small.clone()], 5), (vec![large.clone(), large.clone(), small.clone()], 600_005)] {
            assert_eq!(receive(sent, length).await.unwrap().size_bytes, length);
        }
        let wrong = [(vec![], 1), (vec![small.clone()], 6), (vec![small.clone()], 4), (vec![small.clone()], 0)];
        let wrong_large = [(vec![large.clone()], 300_001), (vec![large, small], 300_000)];
        for (sent, length) in wrong.into_iter().chain(wrong_large) {
            receive(sent, length).await.unwrap_err();
        }
    }
}
