use super::*;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const BASE_URL: &str = "https://files.example.org";
/// 256 bits in unpadded base64url, as tokens are.
const TOKEN: &str = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA";
const LOCALES: [Locale; 2] = [Locale::Ko, Locale::En];
const REFRESH: &str = "REFRESH_SNAPSHOTS";

/// Every letter in every language, with its name.
fn letters(username: &str) -> Vec<(String, Letter)> {
    let both = |(name, kind): (&str, LetterKind)| {
        LOCALES.map(|locale| {
            let tag = if locale == Locale::Ko { "ko" } else { "en" };
            (format!("{name}.{tag}"), render(&kind, locale, "hana@example.net", BASE_URL))
        })
    };
    samples(username, TOKEN).into_iter().flat_map(both).collect()
}

/// Where the first link of a text leads.
fn first_link(text: &str) -> &str {
    let start = text.find("http").unwrap();
    let end = text[start..].find(|letter: char| letter.is_whitespace() || "\"<>".contains(letter)).unwrap();
    &text[start..start + end]
}

#[test]
fn the_letters_are_as_they_were_read_and_approved() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/letters/snapshots");
    let refresh = std::env::var_os(REFRESH).is_some();
    let mut expected = BTreeSet::new();
    let mut stale = Vec::new();
    for (name, letter) in letters("hana") {
        let text = format!("To: {}\nSubject: {}\n\n{}", letter.to, letter.subject, letter.text);
        for (file, content) in [(format!("{name}.txt"), text), (format!("{name}.html"), letter.html)] {
            let path = folder.join(&file);
            if refresh {
                fs::create_dir_all(&folder).unwrap();
                fs::write(&path, &content).unwrap();
            }
            if fs::read_to_string(&path).ok().as_ref() != Some(&content) {
                stale.push(file.clone());
            }
            expected.insert(file);
        }
    }
    let present: BTreeSet<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    stale.extend(present.symmetric_difference(&expected).cloned());
    assert!(
        stale.is_empty(),
        "these files of {} differ from the letters: {stale:?}. If the letters are right, run `{REFRESH}=1 cargo test letters` and read the \
         difference; delete files of letters that are no more.",
        folder.display()
    );
}

#[test]
fn the_first_link_of_a_letter_with_a_token_is_the_tokens() {
    for locale in LOCALES {
        for (name, kind) in samples("hana", TOKEN) {
            let path = match name {
                "verify" | "verify-new-address" => "verify-email?token",
                "reset-password" => "reset-password?token",
                "invitation" => "sign-up?invitation",
                _ => continue,
            };
            for base_url in [BASE_URL, "http://localhost:8080/"] {
                let letter = render(&kind, locale, "hana@example.net", base_url);
                let link = format!("{}/{path}={TOKEN}", base_url.trim_end_matches('/'));
                assert_eq!(first_link(&letter.text), link);
                assert_eq!(first_link(&letter.html), link);
                assert!(letter.text.lines().any(|line| line == link), "it stands alone on its line");
            }
        }
    }
}

#[test]
fn every_letter_says_whom_it_is_for_and_who_sends_it() {
    for (name, letter) in letters("hana") {
        assert_eq!(letter.to, "hana@example.net");
        for body in [&letter.text, &letter.html] {
            assert!(body.contains("hana") && body.contains(BASE_URL) && body.contains("share-cloud"), "{name}");
        }
        assert!(!letter.subject.is_empty() && !letter.subject.contains("hana"), "{name}: nothing that a stranger chose is in a subject");
    }
}

#[test]
fn what_ends_says_when() {
    for (name, words) in [
        ("verify.ko", "24시간"),
        ("verify.en", "24 hours"),
        ("verify-new-address.ko", "24시간"),
        ("verify-new-address.en", "24 hours"),
        ("reset-password.ko", "1시간"),
        ("reset-password.en", "1 hour"),
        ("invitation.ko", "2026년 1월 3일 00시 04분까지"),
        ("invitation.en", "until 2 January 2026 at 15:04 UTC"),
        ("account-closing.ko", "2026년 1월 17일 00시 04분까지 로그인하면"),
        ("account-closing.en", "Until 16 January 2026 at 15:04 UTC signing in undoes it"),
    ] {
        let (_, letter) = letters("hana").into_iter().find(|(found, _)| found == name).unwrap();
        assert!(letter.text.contains(words) && letter.html.contains(words), "{name}");
    }
}

#[test]
fn a_letter_about_a_change_says_when() {
    let all = letters("hana");
    for (name, letter) in all.iter().filter(|(name, _)| ["changed", "new-device", "closing"].iter().any(|part| name.contains(part))) {
        let words =
            if name.ends_with("ko") { "한국 시간으로 2026년 1월 3일 00시 04분에" } else { "On 2 January 2026 at 15:04 UTC" };
        assert!(letter.text.contains(words) && letter.html.contains(words), "{name}: {}", letter.text);
    }
}

#[test]
fn a_letter_speaks_one_language() {
    for (name, letter) in letters("hana") {
        let has_hangul = |text: &str| text.chars().any(|letter| ('가'..='힣').contains(&letter));
        let is_korean = name.ends_with("ko");
        assert!([&letter.subject, &letter.text, &letter.html].into_iter().all(|text| has_hangul(text) == is_korean), "{name}");
        assert!(letter.html.contains(if is_korean { "<html lang=\"ko\">" } else { "<html lang=\"en\">" }), "{name}");
    }
}

#[test]
fn no_value_becomes_markup() {
    let evil = "\"><script>alert('1')</script>&";
    for locale in LOCALES {
        for (name, kind) in samples(evil, evil) {
            let html = render(&kind, locale, evil, "https://a.example/\"><img src=x>").html;
            assert!(!html.contains("<script") && !html.contains("<img") && !html.contains("'1'"), "{name}");
            assert_eq!(html.matches('"').count() % 2, 0, "{name}");
        }
    }
}

#[test]
fn the_html_fetches_nothing_and_runs_nothing() {
    for (name, letter) in letters("hana") {
        for part in ["<img", "<script", "<link", "<style", "<iframe", "<form", "<table", "src=", "url(", "@import", "onclick"] {
            assert!(!letter.html.contains(part), "{name} has {part}");
        }
    }
}
