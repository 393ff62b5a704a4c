//! What is sent: one large file and many small ones, of bytes that nothing can compress.

use crate::Result;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::io::{self, Write as _};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

/// The smallest part, and the part's size of files up to 148 GiB.
pub const PART_BYTES: u64 = 16 * 1024 * 1024;

/// A part of a file with its checksum.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its bytes.
    pub bytes: Bytes,
    /// Their SHA-256 in base64.
    pub sha256: String,
}

impl Part {
    /// A part of these bytes.
    #[must_use]
    pub fn new(bytes: Bytes) -> Self {
        let sha256 = STANDARD.encode(Sha256::digest(&bytes));
        Self { bytes, sha256 }
    }
}

/// A large file on the disk.
#[derive(Clone, Debug)]
pub struct LargeFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its size.
    pub size_bytes: u64,
    /// The SHA-256 of all of it.
    pub sha256: [u8; 32],
}

impl LargeFile {
    /// Writes a new one. Blocks.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn write(path: PathBuf, size_mib: u64) -> io::Result<Self> {
        let mut file = File::create(&path)?;
        let mut noise = Noise::new(1);
        let mut sha256 = Sha256::new();
        let mut block = vec![0; 1024 * 1024];
        for _ in 0..size_mib {
            noise.fill(&mut block);
            sha256.update(&block);
            file.write_all(&block)?;
        }
        file.sync_all()?;
        Ok(Self { path, size_bytes: size_mib * 1024 * 1024, sha256: sha256.finalize().into() })
    }

    /// How many parts it has.
    #[must_use]
    pub fn parts(&self) -> u64 {
        self.size_bytes.div_ceil(PART_BYTES)
    }

    /// Reads a part, counted from 1, and hashes it, off the async threads.
    ///
    /// # Errors
    /// Those of the disk.
    pub async fn part(&self, number: u64) -> Result<Part> {
        let begin = (number - 1) * PART_BYTES;
        let length = usize::try_from(PART_BYTES.min(self.size_bytes - begin))?;
        let path = self.path.clone();
        let read = move || -> io::Result<Part> {
            let mut bytes = vec![0; length];
            File::open(path)?.read_exact_at(&mut bytes, begin)?;
            Ok(Part::new(bytes.into()))
        };
        Ok(tokio::task::spawn_blocking(read).await??)
    }

    /// Copies it and makes the copy durable, as an upload is once it was answered. Blocks.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn copy(&self, to: &Path) -> io::Result<()> {
        std::fs::copy(&self.path, to)?;
        File::open(to)?.sync_all()
    }
}

/// The bytes of many small files.
#[must_use]
pub fn small_files(count: u64, size_bytes: usize) -> Vec<Bytes> {
    let file = |seed| {
        let mut bytes = vec![0; size_bytes];
        Noise::new(seed).fill(&mut bytes);
        Bytes::from(bytes)
    };
    (1..=count).map(file).collect()
}

/// SplitMix64, which passes BigCrush: <https://prng.di.unimi.it/splitmix64.c>.
pub(crate) struct Noise(u64);

impl Noise {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0xa076_1d64_78bd_642f))
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn fill(&mut self, bytes: &mut [u8]) {
        for word in bytes.chunks_mut(8) {
            let noise = self.next().to_le_bytes();
            word.copy_from_slice(&noise[..word.len()]);
        }
    }
}
