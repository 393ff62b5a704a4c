//! Searching an account by name: what is asked, what kind a file is, and whether an entry is what was asked for.

use crate::drops::FileKind;
use crate::field::FieldError;
use crate::name::{EntryKind, MAX_NAME_UNITS, fold};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// What a search knows an entry as: a folder, or a file of some kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileClass {
    /// A folder.
    Folder,
    /// A picture.
    Image,
    /// A film.
    Video,
    /// Sound.
    Audio,
    /// Something to read or present: texts, tables, slides, PDF.
    Document,
    /// Files packed into one.
    Archive,
    /// Any other file.
    Other,
}

/// Endings that a search knows beside those by which a drop tells kinds.
const MORE_ENDINGS: [(FileClass, &str); 4] =
    [(FileClass::Image, "svg"), (FileClass::Video, "ts"), (FileClass::Document, "log srt epub"), (FileClass::Archive, "iso dmg")];

impl From<FileKind> for FileClass {
    fn from(kind: FileKind) -> Self {
        match kind {
            FileKind::Image => Self::Image,
            FileKind::Video => Self::Video,
            FileKind::Audio => Self::Audio,
            FileKind::Document => Self::Document,
            FileKind::Archive => Self::Archive,
        }
    }
}

impl FileClass {
    /// Every class; its place here is its code.
    const ALL: [Self; 7] = [Self::Folder, Self::Image, Self::Video, Self::Audio, Self::Document, Self::Archive, Self::Other];

    /// What an entry is, by its ending first and its content type second.
    #[must_use]
    pub fn of(kind: EntryKind, name: &str, content_type: Option<&str>) -> Self {
        if kind == EntryKind::Folder {
            return Self::Folder;
        }
        // The ending is asked before the content type, which many clients leave out.
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
        let more = || MORE_ENDINGS.into_iter().find(|(_, endings)| endings.split(' ').any(|known| known == ending));
        if let Some(class) = FileKind::of_ending(&ending).map(Self::from).or_else(|| more().map(|(class, _)| class)) {
            return class;
        }
        let essence = content_type.unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match essence.split_once('/') {
            Some(("image", _)) => Self::Image,
            Some(("video", _)) => Self::Video,
            Some(("audio", _)) => Self::Audio,
            Some(("text", _) | ("application", "pdf")) => Self::Document,
            Some(("application", "zip")) => Self::Archive,
            _ => Self::Other,
        }
    }

    /// The class in one byte.
    #[must_use]
    pub fn code(self) -> u8 {
        let at = Self::ALL.iter().position(|class| *class == self).unwrap_or_default();
        u8::try_from(at).unwrap_or_default()
    }

    /// The class of a byte, if it is one's.
    #[must_use]
    pub fn of_code(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code)).copied()
    }
}

/// The kinds that can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WantedKind {
    /// Any file.
    File,
    /// Folders.
    Folder,
    /// Pictures.
    Image,
    /// Films.
    Video,
    /// Sound.
    Audio,
    /// Texts, tables, slides, PDF.
    Document,
    /// Files packed into one.
    Archive,
}

impl WantedKind {
    const fn takes(self, class: FileClass) -> bool {
        match self {
            Self::File => !matches!(class, FileClass::Folder),
            Self::Folder => matches!(class, FileClass::Folder),
            Self::Image => matches!(class, FileClass::Image),
            Self::Video => matches!(class, FileClass::Video),
            Self::Audio => matches!(class, FileClass::Audio),
            Self::Document => matches!(class, FileClass::Document),
            Self::Archive => matches!(class, FileClass::Archive),
        }
    }
}

/// A part of a name, folded as names are.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Needle(String);

impl Needle {
    /// Reads what somebody typed; none where there is nothing but space. Space around it is left out, for it comes and goes while one types.
    ///
    /// # Errors
    /// `too_long` for more than a name can have.
    pub fn parse(text: &str) -> Result<Option<Self>, FieldError> {
        let text: String = text.trim().nfc().collect();
        if text.encode_utf16().count() > MAX_NAME_UNITS {
            return Err(FieldError::new("too_long", "Use at most 255 characters."));
        }
        Ok((!text.is_empty()).then(|| Self(fold(&text))))
    }

    /// The folded text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What of an entry decides whether it is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Face<'a> {
    /// Its name, folded.
    pub folded: &'a str,
    /// What it is.
    pub class: FileClass,
    /// A file's size in bytes; 0 for folders.
    pub size_bytes: u64,
    /// When its content or name changed.
    pub modified_at: Timestamp,
}

/// What is asked for; what is not said does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// A part of the name.
    pub needle: Option<Needle>,
    /// What it is.
    pub kind: Option<WantedKind>,
    /// Changed then or later.
    pub modified_after: Option<Timestamp>,
    /// Changed before then.
    pub modified_before: Option<Timestamp>,
    /// Files of at least so many bytes.
    pub min_bytes: Option<u64>,
    /// Files of at most so many bytes.
    pub max_bytes: Option<u64>,
}

impl Wanted {
    /// Whether an entry is what is asked for. A size is a file's: asking for one leaves folders out.
    #[must_use]
    pub fn takes(&self, face: &Face<'_>) -> bool {
        let has_size = self.min_bytes.is_some() || self.max_bytes.is_some();
        self.kind.is_none_or(|kind| kind.takes(face.class))
            && !(has_size && face.class == FileClass::Folder)
            && self.min_bytes.is_none_or(|least| face.size_bytes >= least)
            && self.max_bytes.is_none_or(|most| face.size_bytes <= most)
            && self.modified_after.is_none_or(|from| face.modified_at >= from)
            && self.modified_before.is_none_or(|to| face.modified_at < to)
            && self.needle.as_ref().is_none_or(|needle| face.folded.contains(needle.as_str()))
    }

    /// Whether nothing is asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::EntryName;
    use proptest::prelude::*;

    fn finds(text: &str, name: &str) -> bool {
        let folded = EntryName::parse(name).unwrap().folded();
        let face = Face { folded: folded.as_str(), class: FileClass::Other, size_bytes: 0, modified_at: Timestamp::UNIX_EPOCH };
        Wanted { needle: Needle::parse(text).unwrap(), ..Wanted::default() }.takes(&face)
    }

    #[test]
    fn any_part_of_a_name_finds_it_however_it_is_written() {
        for (text, name) in [
            ("고", "보고서 최종.hwp"),
            ("보고", "보고서 최종.hwp"),
            ("서 최", "보고서 최종.hwp"),
            ("\u{1107}\u{1169}\u{1100}\u{1169}", "보고서"),
            ("po", "Report.pdf"),
            ("REPORT", "my report.PDF"),
            (".pdf", "Report.PDF"),
            ("strasse", "Hauptstraße"),
            ("  report ", "report"),
            ("2024", "IMG_20240101.jpg"),
        ] {
            assert!(finds(text, name), "{text} in {name}");
        }
        for (text, name) in [("고보", "보고서"), ("ㅂ", "보고서"), ("a/b", "a b"), ("reports", "report")] {
            assert!(!finds(text, name), "{text} in {name}");
        }
    }

    #[test]
    fn nothing_but_space_asks_for_no_name_and_a_text_is_no_longer_than_a_name() {
        assert_eq!(Needle::parse(" \u{3000} "), Ok(None));
        assert!(Needle::parse(&"한".repeat(255)).unwrap().is_some());
        assert_eq!(Needle::parse(&"한".repeat(256)).unwrap_err().code, "too_long");
    }

    #[test]
    fn a_file_is_known_by_its_ending_before_its_type() {
        let of = |name, content_type| FileClass::of(EntryKind::File, name, content_type);
        assert_eq!(of("a.JPG", Some("application/octet-stream")), FileClass::Image);
        assert_eq!(of("a.hwp", None), FileClass::Document);
        assert_eq!(of("a.mp4", Some("image/png")), FileClass::Video);
        assert_eq!(of("a", Some("image/PNG; x=y")), FileClass::Image);
        assert_eq!(of("a.unknown", Some("text/plain")), FileClass::Document);
        assert_eq!(of("a.", Some("audio/ogg")), FileClass::Audio);
        assert_eq!(of("zip", None), FileClass::Other);
        assert_eq!(FileClass::of(EntryKind::Folder, "a.zip", None), FileClass::Folder);
    }

    #[test]
    fn every_class_survives_being_one_byte() {
        for class in FileClass::ALL {
            assert_eq!(FileClass::of_code(class.code()), Some(class));
        }
        assert_eq!(FileClass::of_code(7), None);
    }

    #[test]
    fn a_size_leaves_folders_out_and_times_have_one_open_end() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let face = |class, size_bytes| Face { folded: "a", class, size_bytes, modified_at: at(10) };
        let wanted = Wanted { min_bytes: Some(0), ..Wanted::default() };
        assert!(!wanted.takes(&face(FileClass::Folder, 0)) && wanted.takes(&face(FileClass::Image, 0)));
        let sized = Wanted { min_bytes: Some(5), max_bytes: Some(6), ..Wanted::default() };
        let taken: Vec<u64> = (0..10).filter(|size| sized.takes(&face(FileClass::Other, *size))).collect();
        assert_eq!(taken, [5, 6]);
        let timed = |from, to| Wanted { modified_after: Some(at(from)), modified_before: Some(at(to)), ..Wanted::default() };
        assert!(timed(10, 11).takes(&face(FileClass::Other, 0)));
        assert!(!timed(9, 10).takes(&face(FileClass::Other, 0)) && !timed(11, 12).takes(&face(FileClass::Other, 0)));
    }

    proptest! {
        #[test]
        fn every_part_between_two_characters_finds_the_name(name in "[ -.0-~가-힣A-Za-zß]{1,20}", from in 0_usize..20, length in 1_usize..20) {
            prop_assume!(EntryName::parse(&name).is_ok());
            let part: String = name.chars().skip(from).take(length).collect();
            prop_assert!(finds(&part, &name), "{part:?} in {name:?}");
        }
    }
}
