//! Bytes on their way out: read on disk threads, one chunk ahead of the client.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures::Stream;
use s3s::StdError;
use s3s::stream::{ByteStream, RemainingLength};
use tokio::task::{JoinHandle, spawn_blocking};

use super::files::{FileId, Files};
use super::reaper::Pins;

/// How many bytes are read at a time; a transfer holds two of these.
const CHUNK_BYTES: u64 = 512 * 1024;

/// A run of bytes that lie together.
#[derive(Debug)]
pub(in crate::store) enum Slice {
    /// `length` bytes of a file, from `start` on.
    File { id: FileId, start: u64, length: u64 },
    /// Bytes that came with the answer of the index.
    Inline(Bytes),
}

impl Slice {
    fn length(&self) -> u64 {
        match self {
            Self::File { length, .. } => *length,
            Self::Inline(bytes) => u64::try_from(bytes.len()).unwrap_or(u64::MAX),
        }
    }
}

/// Reads slices one after another. Blocks.
#[derive(Debug)]
struct Reader {
    files: Files,
    slices: VecDeque<Slice>,
    current: Option<io::Take<File>>,
    _pins: Pins,
}

impl Reader {
    /// The next chunk, empty at the end.
    fn next_chunk(&mut self) -> io::Result<Bytes> {
        loop {
            if let Some(file) = &mut self.current {
                let wanted = file.limit().min(CHUNK_BYTES);
                let mut chunk = Vec::with_capacity(usize::try_from(wanted).map_err(io::Error::other)?);
                file.by_ref().take(wanted).read_to_end(&mut chunk)?;
                if u64::try_from(chunk.len()).ok() != Some(wanted) {
                    return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "a file is shorter than the index says"));
                }
                if file.limit() == 0 {
                    self.current = None;
                }
                return Ok(chunk.into());
            }
            match self.slices.pop_front() {
                None => return Ok(Bytes::new()),
                Some(Slice::Inline(bytes)) => return Ok(bytes),
                Some(Slice::File { id, start, length }) => {
                    let mut file = self.files.read(id)?;
                    file.seek(SeekFrom::Start(start))?;
                    self.current = Some(file.take(length));
                }
            }
        }
    }
}

type Chunk = (Reader, io::Result<Bytes>);

/// A stream of chunks of exactly the promised length, or an error before it.
#[derive(Debug)]
pub(in crate::store) struct Content {
    first: Option<Bytes>,
    reader: Option<Reader>,
    reading: Option<JoinHandle<Chunk>>,
    remaining_bytes: u64,
}

impl Content {
    /// Opens the slices and reads the first chunk, so that what cannot be read is known before the answer begins. Blocks.
    ///
    /// # Errors
    /// Those of opening and reading the first file.
    pub(in crate::store) fn open(files: Files, slices: VecDeque<Slice>, pins: Pins) -> io::Result<Self> {
        let remaining_bytes = slices.iter().map(Slice::length).sum();
        let mut reader = Reader { files, slices, current: None, _pins: pins };
        let first = reader.next_chunk()?;
        Ok(Self { first: Some(first), reader: Some(reader), reading: None, remaining_bytes })
    }

    fn read_ahead(&mut self) {
        if let Some(mut reader) = self.reader.take() {
            self.reading = Some(spawn_blocking(move || {
                let chunk = reader.next_chunk();
                (reader, chunk)
            }));
        }
    }

    fn hand_out(&mut self, chunk: Bytes) -> Option<Bytes> {
        self.remaining_bytes = self.remaining_bytes.saturating_sub(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
        if self.remaining_bytes > 0 {
            self.read_ahead();
        } else {
            self.reader = None;
        }
        (!chunk.is_empty()).then_some(chunk)
    }
}

impl Stream for Content {
    type Item = Result<Bytes, StdError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(first) = self.first.take() {
            return Poll::Ready(self.hand_out(first).map(Ok));
        }
        let Some(reading) = &mut self.reading else { return Poll::Ready(None) };
        let Poll::Ready(finished) = Pin::new(reading).poll(context) else { return Poll::Pending };
        self.reading = None;
        let chunk = finished.map_err(io::Error::other).and_then(|(reader, chunk)| {
            self.reader = Some(reader);
            chunk
        });
        match chunk {
            Ok(chunk) => Poll::Ready(self.hand_out(chunk).map(Ok)),
            Err(cause) => {
                self.reader = None;
                tracing::error!(%cause, "stored bytes cannot be read");
                Poll::Ready(Some(Err(cause.into())))
            }
        }
    }
}

impl ByteStream for Content {
    fn remaining_length(&self) -> RemainingLength {
        usize::try_from(self.remaining_bytes).map_or_else(|_| RemainingLength::unknown(), RemainingLength::new_exact)
    }
}
