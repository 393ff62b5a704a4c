//! Drops: links through which people without an account put files into a folder, and how far they may.

use crate::field::FieldError;
use crate::name::EntryName;
use crate::problem::{Code, Problem};
use crate::size::MAX_FILE_BYTES;
use crate::upload::ClientKey;
use serde::{Deserialize, Serialize};

/// The most files that a drop can be made for.
pub const MAX_DROP_FILES: u32 = 100_000;
/// How many files a drop takes unless its owner says otherwise.
pub const DEFAULT_DROP_FILES: u32 = 1_000;
/// How many bytes a drop takes unless its owner says otherwise: 10 GiB.
pub const DEFAULT_DROP_BYTES: u64 = 10 * 1_024 * 1_024 * 1_024;
/// The most bytes that a drop can be made for.
pub const MAX_DROP_BYTES: u64 = MAX_FILE_BYTES;
/// The most uploads that are open at once through one drop.
pub const MAX_DROP_OPEN: i64 = 100;
/// The fewest characters of a sender's key: 22 of base64url hold 128 bits.
pub const MIN_DROP_KEY_CHARS: usize = 22;

/// What kind of file, told by its ending: that is what its owner will open it by, while the type is what the sender says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FileKind {
    /// Pictures.
    Image,
    /// Films.
    Video,
    /// Sound.
    Audio,
    /// What one reads, writes, counts and shows.
    Document,
    /// Several files in one.
    Archive,
}

impl FileKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Image, Self::Video, Self::Audio, Self::Document, Self::Archive];

    /// The word that stands in answers and items.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Video => "video",
            Self::Audio => "audio",
            Self::Document => "document",
            Self::Archive => "archive",
        }
    }

    /// The endings of its files. The web app has the same (`frontend/src/pages/link/drop-kinds.ts`).
    #[must_use]
    pub const fn endings(self) -> &'static str {
        match self {
            Self::Image => "png jpg jpeg gif webp avif heic heif bmp tif tiff psd raw cr2 nef arw dng",
            Self::Video => "mp4 webm mov mkv avi m4v wmv mpg mpeg",
            Self::Audio => "mp3 ogg oga flac wav m4a aac opus aif aiff",
            Self::Document => "pdf doc docx hwp hwpx odt rtf pages xls xlsx csv ods numbers cell ppt pptx odp key show txt md",
            Self::Archive => "zip 7z rar tar gz tgz bz2 xz zst alz egg",
        }
    }

    /// The kind of a file of this name, if it is one of these.
    #[must_use]
    pub fn of(name: &EntryName) -> Option<Self> {
        let (_, ending) = name.as_str().rsplit_once('.')?;
        Self::of_ending(&ending.to_lowercase())
    }

    /// The kind that an ending in small letters stands for.
    pub(crate) fn of_ending(ending: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.endings().split(' ').any(|known| known == ending))
    }
}

/// Whether a drop takes a file, its room apart.
///
/// # Errors
/// `drop_kind_refused`, `drop_file_too_large`.
pub fn check_file(name: &EntryName, size_bytes: u64, kinds: &[FileKind], max_file_bytes: Option<u64>) -> Result<(), Problem> {
    if !kinds.is_empty() && !FileKind::of(name).is_some_and(|kind| kinds.contains(&kind)) {
        return Err(Code::DropKindRefused.into());
    }
    if max_file_bytes.is_some_and(|most| size_bytes > most) {
        return Err(Code::DropFileTooLarge.into());
    }
    Ok(())
}

/// Refuses a sender's key that others could guess.
///
/// # Errors
/// `too_short`.
pub fn check_key(key: &ClientKey) -> Result<(), FieldError> {
    if key.as_str().len() < MIN_DROP_KEY_CHARS {
        return Err(FieldError::new("too_short", "Draw at least 128 random bits: 22 characters of base64url."));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(name: &str) -> Option<FileKind> {
        FileKind::of(&EntryName::parse(name).unwrap())
    }

    #[test]
    fn a_kind_is_told_by_the_last_ending_whatever_its_case() {
        assert_eq!(kind("사진.JPG"), Some(FileKind::Image));
        assert_eq!(kind("report.pdf.exe"), None);
        assert_eq!(kind("보고서.hwp"), Some(FileKind::Document));
        assert_eq!(kind("png"), None);
        assert_eq!(kind("a.tar.gz"), Some(FileKind::Archive));
        assert_eq!(kind("picture.svg"), None, "a drawing that runs scripts is no picture");
    }

    #[test]
    fn no_ending_is_of_two_kinds() {
        let mut endings: Vec<&str> = FileKind::ALL.into_iter().flat_map(|kind| kind.endings().split(' ')).collect();
        let count = endings.len();
        endings.sort_unstable();
        endings.dedup();
        assert_eq!(endings.len(), count);
    }

    #[test]
    fn a_file_is_refused_for_its_kind_and_its_size() {
        let name = EntryName::parse("a.png").unwrap();
        let code = |kinds: &[FileKind], most| check_file(&name, 10, kinds, most).map_err(|problem| problem.code);
        assert_eq!(code(&[], None), Ok(()));
        assert_eq!(code(&[FileKind::Image, FileKind::Video], Some(10)), Ok(()));
        assert_eq!(code(&[FileKind::Video], None), Err(Code::DropKindRefused));
        assert_eq!(code(&[], Some(9)), Err(Code::DropFileTooLarge));
    }

    #[test]
    fn a_key_has_room_for_128_bits() {
        assert!(check_key(&ClientKey::parse(&"a".repeat(MIN_DROP_KEY_CHARS)).unwrap()).is_ok());
        assert_eq!(check_key(&ClientKey::parse("1").unwrap()).unwrap_err().code, "too_short");
    }
}
