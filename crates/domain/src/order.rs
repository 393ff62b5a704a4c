//! The orders in which a folder is listed, as sort keys of the local indexes: comparing two keys byte by byte compares the entries.
//!
//! Every key begins with the group ([`group`]), so folders stand first; where an order is turned round, the two groups are asked for
//! one after the other. No key has more than [`MAX_KEY_BYTES`].

use crate::name::{EntryKind, EntryName, FoldedName, prefix, sha256_hex};
use jiff::Timestamp;

/// The most bytes of a sort key in DynamoDB.
pub const MAX_KEY_BYTES: usize = 1_024;
/// The most bytes of a natural key that is kept whole.
const MAX_NATURAL_BYTES: usize = 860;
/// Less than any character that a name may have, so a name stands before those it begins.
const END: char = '\u{1}';
/// Added to milliseconds since 1970 so that no moment of the calendar is negative.
const EPOCH_OFFSET_MS: i64 = 400_000_000_000_000;

/// What the keys of all folders, or of all files, begin with.
#[must_use]
pub const fn group(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Folder => "0",
        EntryKind::File => "1",
    }
}

/// By name, in natural order: capitals do not count, `file2` stands before `file10`, Hangul in the order of the dictionary.
/// `7`, `07` and `007` stand in this order beside each other. A natural key longer than 860 bytes (most
/// characters of the name are digits apart from each other or letters that fold into two) is cut there: names that agree so far are
/// in the order of their SHA-256.
#[must_use]
pub fn by_name(kind: EntryKind, name: &EntryName) -> String {
    format!("{}{}", group(kind), natural(&name.folded()))
}

/// By the moment of modification in milliseconds; entries of one moment by name.
#[must_use]
pub fn by_modified(kind: EntryKind, modified_at: Timestamp, name: &FoldedName) -> String {
    let milliseconds = modified_at.as_millisecond().saturating_add(EPOCH_OFFSET_MS);
    format!("{}{milliseconds:015}{}", group(kind), natural(name))
}

/// By size in bytes; files of one size by name. Folders have no size here and stand by name.
#[must_use]
pub fn by_size(kind: EntryKind, size_bytes: u64, name: &FoldedName) -> String {
    let size_bytes = match kind {
        EntryKind::File => size_bytes,
        EntryKind::Folder => 0,
    };
    format!("{}{size_bytes:020}{}", group(kind), natural(name))
}

/// Each run of digits loses its leading zeros and gets its length before it in three digits. After the end stands how many zeros
/// each run lost, up to the last that lost any, so that different names have different keys.
fn natural(name: &FoldedName) -> String {
    let text = name.as_str();
    let mut key = String::with_capacity(text.len() + 16);
    let mut zeros = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if !first.is_ascii_digit() {
            key.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let run = &rest[..rest.find(|character: char| !character.is_ascii_digit()).unwrap_or(rest.len())];
        rest = &rest[run.len()..];
        let digits = run.trim_start_matches('0');
        key.push_str(&format!("{:03}{digits}", digits.len()));
        zeros.push(count_mark(run.len() - digits.len()));
    }
    if key.len() > MAX_NATURAL_BYTES {
        return format!("{}{END}{}", prefix(&key, MAX_NATURAL_BYTES), sha256_hex(text));
    }
    format!("{key}{END}{}", zeros.trim_end_matches(count_mark(0)))
}

/// A character for a count below 256, in the order of the counts.
fn count_mark(count: usize) -> char {
    u32::try_from(count).ok().and_then(|count| char::from_u32(count + u32::from('0'))).unwrap_or(char::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::instant::from_ms;
    use proptest::prelude::*;
    use std::cmp::Ordering;

    fn name(text: &str) -> EntryName {
        EntryName::parse(text).unwrap()
    }

    #[derive(Debug, PartialEq, Eq)]
    enum Token {
        Number { digits: String, zeros: usize },
        Other(char),
    }

    fn tokens(folded: &str) -> Vec<Token> {
        let mut tokens = Vec::new();
        let mut characters = folded.chars().peekable();
        while let Some(first) = characters.next() {
            if !first.is_ascii_digit() {
                tokens.push(Token::Other(first));
                continue;
            }
            let mut run = String::from(first);
            while let Some(digit) = characters.next_if(char::is_ascii_digit) {
                run.push(digit);
            }
            let digits = run.trim_start_matches('0').to_owned();
            tokens.push(Token::Number { zeros: run.len() - digits.len(), digits });
        }
        tokens
    }

    fn compare_tokens(one: &Token, other: &Token) -> Ordering {
        match (one, other) {
            (Token::Number { digits: one, .. }, Token::Number { digits: other, .. }) => one.len().cmp(&other.len()).then(one.cmp(other)),
            (Token::Number { .. }, Token::Other(other)) => '0'.cmp(other),
            (Token::Other(one), Token::Number { .. }) => one.cmp(&'0'),
            (Token::Other(one), Token::Other(other)) => one.cmp(other),
        }
    }

    /// The order that the keys promise, said the plain way.
    fn compare_names(one: &EntryName, other: &EntryName) -> Ordering {
        let (one, other) = (tokens(one.folded().as_str()), tokens(other.folded().as_str()));
        let differing = one.iter().zip(&other).map(|(one, other)| compare_tokens(one, other)).find(|order| order.is_ne());
        let zeros = |tokens: &[Token]| -> Vec<usize> {
            tokens.iter().filter_map(|token| if let Token::Number { zeros, .. } = token { Some(*zeros) } else { None }).collect()
        };
        differing.unwrap_or(Ordering::Equal).then(one.len().cmp(&other.len())).then_with(|| zeros(&one).cmp(&zeros(&other)))
    }

    #[test]
    fn a_folder_is_listed_as_people_count() {
        let listed = [
            "!",
            "가나",
            "file",
            "file 3",
            "file2",
            "File02",
            "file2b",
            "file10",
            "FILE10a",
            "filex",
            "나가",
            "나나 1",
            "나나 2",
            "나나 10",
            "나나 100",
        ];
        let mut sorted = listed.map(|text| by_name(EntryKind::File, &name(text)));
        sorted.sort();
        let rank = |text: &str| sorted.iter().position(|key| *key == by_name(EntryKind::File, &name(text))).unwrap();
        let mut by_rank = listed;
        by_rank.sort_by_key(|text| rank(text));
        assert_eq!(
            by_rank,
            [
                "!",
                "file",
                "file 3",
                "file2",
                "File02",
                "file2b",
                "file10",
                "FILE10a",
                "filex",
                "가나",
                "나가",
                "나나 1",
                "나나 2",
                "나나 10",
                "나나 100"
            ]
        );
        assert!(by_name(EntryKind::Folder, &name("zz")) < by_name(EntryKind::File, &name("aa")));
    }

    #[test]
    fn names_of_zeros_and_of_many_digits_have_their_place() {
        let key = |text: &str| by_name(EntryKind::File, &name(text));
        assert!(key("0") < key("00") && key("00") < key("1") && key("1") < key("01") && key("01") < key("2"));
        assert!(key(&"9".repeat(254)) < key(&format!("1{}", "0".repeat(254))));
        assert!(key(&"0".repeat(254)) < key(&"0".repeat(255)));
        assert!(key("a1b01") < key("a01b1"));
    }

    #[test]
    fn keys_that_are_cut_stay_apart() {
        let long = |last: &str| name(&format!("{}{last}", "\u{1F80}".repeat(253)));
        let (one, other) = (by_name(EntryKind::File, &long("1")), by_name(EntryKind::File, &long("2")));
        assert_ne!(one, other);
        assert!(one.len() <= MAX_KEY_BYTES && one > by_name(EntryKind::File, &name("\u{1F80}")));
    }

    fn any_name() -> impl Strategy<Value = EntryName> {
        let text = prop_oneof![
            "[ab0-2]{1,6}",
            "[a-cA-C0-9가-나. _-]{1,12}",
            "[0-9]{1,255}",
            "(0?[1-9][ᾀ가]){1,90}",
            "[ΐ\u{1F80}-\u{1FAF}]{100,255}",
            "\\PC{1,255}",
        ];
        text.prop_filter_map("not a name", |text| EntryName::parse(&text).ok())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(600))]

        #[test]
        fn keys_by_name_compare_as_the_names_do(one in any_name(), other in any_name()) {
            let (one_key, other_key) = (by_name(EntryKind::File, &one), by_name(EntryKind::File, &other));
            prop_assert!(one_key.len() <= MAX_KEY_BYTES);
            prop_assert_eq!(one_key == other_key, one.folded() == other.folded());
            if natural(&one.folded()).len() <= MAX_NATURAL_BYTES && natural(&other.folded()).len() <= MAX_NATURAL_BYTES {
                prop_assert_eq!(one_key.cmp(&other_key), compare_names(&one, &other));
            }
        }

        #[test]
        fn keys_by_time_compare_as_the_times_do(one in any_name(), other in any_name(), at in -9_000_000_000_000_i64..9_000_000_000_000, later in 0_i64..3) {
            let (early, late) = (from_ms(at), from_ms(at + later));
            let keys = (by_modified(EntryKind::File, early, &one.folded()), by_modified(EntryKind::File, late, &other.folded()));
            prop_assert!(keys.0.len() <= MAX_KEY_BYTES);
            let by_name = by_name(EntryKind::File, &one).cmp(&by_name(EntryKind::File, &other));
            prop_assert_eq!(keys.0.cmp(&keys.1), early.cmp(&late).then(by_name));
        }

        #[test]
        fn keys_by_size_compare_as_the_sizes_do(one in any_name(), other in any_name(), size: u64, larger in 0_u64..3) {
            let sizes = (size, size.saturating_add(larger));
            let keys = (by_size(EntryKind::File, sizes.0, &one.folded()), by_size(EntryKind::File, sizes.1, &other.folded()));
            prop_assert!(keys.0.len() <= MAX_KEY_BYTES);
            let by_name = by_name(EntryKind::File, &one).cmp(&by_name(EntryKind::File, &other));
            prop_assert_eq!(keys.0.cmp(&keys.1), sizes.0.cmp(&sizes.1).then(by_name));
            prop_assert!(by_size(EntryKind::Folder, sizes.1, &one.folded()) < keys.1);
            prop_assert_eq!(by_size(EntryKind::Folder, 1, &one.folded()), by_size(EntryKind::Folder, 2, &one.folded()));
        }
    }
}
