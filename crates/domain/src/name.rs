//! Names of files and folders: what is allowed, what counts as the same, and the next free one.

use crate::field::{FieldError, is_bidi_control, text_value};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The most UTF-16 units of a name, after NFC: what NTFS, APFS and the WebDAV clients on them take.
pub const MAX_NAME_UNITS: usize = 255;
/// The most bytes of a folded name that is its own key.
pub const MAX_PLAIN_KEY_BYTES: usize = 900;
/// The most bytes kept of a folded name that is too long to be its own key.
const CUT_KEY_BYTES: usize = 800;
/// The most UTF-16 units of what counts as an extension, with its dot.
const MAX_EXTENSION_UNITS: usize = 32;

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EntryKind {
    /// It has bytes.
    File,
    /// It has entries.
    Folder,
}

impl EntryKind {
    /// The word that stands in answers and items.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Folder => "folder",
        }
    }
}

/// The name of a file or folder, as NFC.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EntryName(String);

impl EntryName {
    /// Reads a name. Nothing is trimmed or replaced but for NFC, so a person finds the name that was given.
    ///
    /// # Errors
    /// `required` (nothing but spaces), `too_long`, `invalid_characters` or `reserved` (`.` and `..`).
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let name: String = text.nfc().collect();
        if name.trim().is_empty() {
            return Err(FieldError::new("required", "Write a name."));
        }
        if name == "." || name == ".." {
            return Err(FieldError::new("reserved", "Choose another name: this one means a folder on many systems."));
        }
        if name.chars().any(is_refused) {
            return Err(FieldError::new("invalid_characters", "Leave out slashes and control characters."));
        }
        if units(&name) > MAX_NAME_UNITS {
            return Err(FieldError::new("too_long", "Use at most 255 characters."));
        }
        Ok(Self(name))
    }

    /// The form in which two names are the same name.
    #[must_use]
    pub fn folded(&self) -> FoldedName {
        FoldedName(fold(&self.0))
    }

    /// The name with a number, as `name (2).ext`; a folder's and a hidden file's dot begins no extension. What stands before the
    /// number is cut where the whole would be too long, never within a character as a person sees it unless that is all there is.
    #[must_use]
    pub fn numbered(&self, number: u32, kind: EntryKind) -> Self {
        let (stem, extension) = match kind {
            EntryKind::File => split_extension(&self.0),
            EntryKind::Folder => (self.0.as_str(), ""),
        };
        let mark = format!(" ({number})");
        let room = MAX_NAME_UNITS.saturating_sub(units(&mark) + units(extension));
        Self(format!("{}{mark}{extension}", cut(stem, room)))
    }
}
text_value!(EntryName);

/// A name as its folder's unique key has it: NFC(fold(NFC(name))) with full case folding. Folding follows Unicode 16.0 (caseless
/// 0.2), NFC Unicode 18.0 (unicode-normalization 0.1.26). Both are pinned by a test, because stored keys were made with them:
/// another version may only come together with a look at the names it folds differently.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FoldedName(String);

impl FoldedName {
    /// The folded name, however long.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folded name as part of a sort key: at most 900 bytes. A longer one gives way to its first 800 bytes, a slash, which no
    /// name has, and the SHA-256 of the whole.
    #[must_use]
    pub fn key(&self) -> String {
        if self.0.len() <= MAX_PLAIN_KEY_BYTES {
            return self.0.clone();
        }
        format!("{}/{}", prefix(&self.0, CUT_KEY_BYTES), sha256_hex(&self.0))
    }
}

/// The form in which texts that are NFC are compared.
pub(crate) fn fold(text: &str) -> String {
    caseless::default_case_fold_str(text).nfc().collect()
}

/// The longest beginning of at most that many bytes that ends between two characters.
pub(crate) fn prefix(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

pub(crate) fn sha256_hex(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn is_refused(character: char) -> bool {
    matches!(character, '/' | '\\') || character.is_control() || is_bidi_control(character)
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// The name before its extension, and the extension with its dot, empty where there is none.
fn split_extension(name: &str) -> (&str, &str) {
    let Some(dot) = name.rfind('.') else { return (name, "") };
    let (stem, extension) = name.split_at(dot);
    let is_extension = extension.len() > 1 && units(extension) <= MAX_EXTENSION_UNITS && !extension.contains(char::is_whitespace);
    if stem.trim_matches('.').is_empty() || !is_extension { (name, "") } else { (stem, extension) }
}

/// The longest beginning of at most that many UTF-16 units. It ends between two characters as a person sees them, unless the first
/// alone is longer.
fn cut(text: &str, room: usize) -> &str {
    let mut used = 0;
    let fits = |(_, character): &(usize, char)| {
        used += character.len_utf16();
        used <= room
    };
    let end = text.char_indices().take_while(fits).last().map_or(0, |(start, character)| start + character.len_utf8());
    if end == text.len() {
        return text;
    }
    let is_seam = |at: usize| !text[at..].starts_with(joins_the_one_before) && !text[..at].ends_with('\u{200D}');
    let seam = (1..=end).rev().filter(|at| text.is_char_boundary(*at)).find(|at| is_seam(*at)).unwrap_or(end);
    &text[..seam]
}

/// A mark, joiner, variation, skin tone, or vowel or final of an old Hangul syllable that has no character of its own.
fn joins_the_one_before(character: char) -> bool {
    is_combining_mark(character)
        || matches!(character, '\u{200D}' | '\u{1F3FB}'..='\u{1F3FF}' | '\u{1160}'..='\u{11FF}' | '\u{D7B0}'..='\u{D7FB}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn name(text: &str) -> EntryName {
        EntryName::parse(text).unwrap()
    }

    fn code(text: &str) -> Option<&'static str> {
        EntryName::parse(text).err().map(|error| error.code)
    }

    #[test]
    fn names_that_harm_are_refused() {
        for text in ["", " ", "\u{3000} ", "\t"] {
            assert_eq!(code(text), Some("required"), "{text:?}");
        }
        assert_eq!(code("."), Some("reserved"));
        assert_eq!(code(".."), Some("reserved"));
        assert_eq!(code("..."), None);
        let bidi = ['\u{061C}', '\u{200E}', '\u{200F}', '\u{202A}', '\u{202E}', '\u{2066}', '\u{2069}'];
        for character in ['\0', '/', '\\', '\n', '\r', '\u{7F}', '\u{85}'].into_iter().chain(bidi) {
            assert_eq!(code(&format!("a{character}b")), Some("invalid_characters"), "{character:?}");
        }
    }

    #[test]
    fn a_name_has_at_most_255_utf16_units_after_composing() {
        assert_eq!(code(&"한".repeat(255)), None);
        assert_eq!(code(&"한".repeat(256)), Some("too_long"));
        assert_eq!(code(&"\u{1112}\u{1161}\u{11AB}".repeat(255)), None, "three jamo are one unit");
        assert_eq!(code(&"😀".repeat(127)), None);
        assert_eq!(code(&"😀".repeat(128)), Some("too_long"));
    }

    #[test]
    fn names_that_look_alike_are_one_name() {
        let alike = [
            ("\u{1112}\u{1161}\u{11AB}\u{1100}\u{1173}\u{11AF}", "한글"),
            ("STRASSE", "straße"),
            ("Ångström", "A\u{30A}NGSTRÖM"),
            ("Σίσυφος", "ΣΊΣΥΦΟΣ"),
        ];
        for (one, other) in alike {
            assert_eq!(name(one).folded(), name(other).folded(), "{one} {other}");
        }
        assert_ne!(name("résumé").folded(), name("resume").folded());
        assert_ne!(name("ｆｉｌｅ").folded(), name("file").folded(), "compatibility forms stay apart");
    }

    #[test]
    fn the_unicode_versions_are_the_ones_that_stored_keys_were_made_with() {
        assert_eq!(caseless::UNICODE_VERSION, (16, 0, 0));
        assert_eq!(unicode_normalization::UNICODE_VERSION, (18, 0, 0));
    }

    #[test]
    fn a_long_key_is_cut_and_still_its_own() {
        let long = |last: char| name(&format!("{}{last}", "\u{1F80}".repeat(254))).folded();
        assert!(long('a').as_str().len() > MAX_PLAIN_KEY_BYTES);
        assert_ne!(long('a').key(), long('b').key());
        assert_eq!(long('a').key(), long('A').key());
        assert!(long('a').key().len() <= MAX_PLAIN_KEY_BYTES);
        assert_eq!(name("Ab").folded().key(), "ab");
    }

    #[test]
    fn a_number_stands_before_the_extension() {
        let numbered = |text: &str, kind| name(text).numbered(2, kind).to_string();
        assert_eq!(numbered("report.pdf", EntryKind::File), "report (2).pdf");
        assert_eq!(numbered("archive.tar.gz", EntryKind::File), "archive.tar (2).gz");
        assert_eq!(numbered("v1.2 final", EntryKind::Folder), "v1.2 final (2)");
        assert_eq!(numbered("v1.2 final", EntryKind::File), "v1.2 final (2)");
        assert_eq!(numbered(".gitignore", EntryKind::File), ".gitignore (2)");
        assert_eq!(numbered("ends.", EntryKind::File), "ends. (2)");
        assert_eq!(numbered("...", EntryKind::File), "... (2)");
        assert_eq!(numbered("사진.JPG", EntryKind::File), "사진 (2).JPG");
    }

    #[test]
    fn a_long_name_is_cut_between_characters() {
        let family = "👩\u{200D}👩\u{200D}👧";
        let text = format!("{}{family}.txt", "가".repeat(255 - 8 - 4));
        let numbered = name(&text).numbered(2, EntryKind::File);
        assert_eq!(numbered.as_str(), format!("{} (2).txt", "가".repeat(255 - 8 - 4)));
        let accented = format!("{}e\u{332}\u{332}", "x".repeat(252));
        assert_eq!(name(&accented).numbered(9, EntryKind::File).as_str(), format!("{} (9)", "x".repeat(251)));
        let marks = format!("e{}", "\u{332}".repeat(254));
        assert_eq!(units(name(&marks).numbered(2, EntryKind::File).as_str()), 255, "one endless character is cut where it must");
    }

    fn any_name() -> impl Strategy<Value = String> {
        prop_oneof![
            "\\PC{1,300}",
            "[a-zA-Z0-9가-힣. ]{1,20}",
            "[\u{1100}-\u{1112}\u{1161}-\u{1175}\u{11A8}-\u{11C2}\u{300}-\u{345}ΐᾀﬃßİ😀\u{200D}.]{1,270}",
            "(\\PC|.){1,9}",
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn a_name_is_itself_again_and_so_is_its_fold(text in any_name()) {
            if let Ok(name) = EntryName::parse(&text) {
                prop_assert_eq!(EntryName::parse(name.as_str()), Ok(name.clone()));
                let folded = name.folded();
                prop_assert!(folded.key().len() <= MAX_PLAIN_KEY_BYTES);
                prop_assert!(!folded.as_str().contains(is_refused));
            }
        }

        #[test]
        fn capitals_and_composition_do_not_count(text in any_name()) {
            if let Ok(name) = EntryName::parse(&text) {
                let decomposed: String = name.as_str().nfd().collect();
                prop_assert_eq!(EntryName::parse(&decomposed), Ok(name.clone()));
                let capitals = name.as_str().chars().map(|character| if character.is_ascii() { character.to_ascii_uppercase() } else { character });
                let capitals = EntryName::parse(&capitals.collect::<String>()).unwrap();
                prop_assert_eq!(capitals.folded(), name.folded());
            }
        }

        #[test]
        fn a_numbered_name_is_a_name_with_its_number(text in any_name(), number in 2_u32.., is_file: bool) {
            if let Ok(name) = EntryName::parse(&text) {
                let kind = if is_file { EntryKind::File } else { EntryKind::Folder };
                let numbered = name.numbered(number, kind);
                let mark = format!(" ({number})");
                prop_assert_eq!(EntryName::parse(numbered.as_str()), Ok(numbered.clone()));
                prop_assert!(numbered.as_str().contains(&mark));
                prop_assert_ne!(numbered.folded(), name.folded());
                prop_assert_ne!(name.numbered(number - 1, kind).folded(), numbered.folded());
            }
        }
    }
}
