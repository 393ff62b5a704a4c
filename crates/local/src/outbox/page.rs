//! The outbox as a page: no script, links that can be followed.

use super::OutboxMessage;
use crate::plain_page::{document, escape};
use jiff::Timestamp;
use share_cloud_domain::account::Locale;
use std::sync::Arc;

/// The words of the page in one language.
struct Words {
    lang: &'static str,
    title: &'static str,
    about: &'static str,
    refresh: &'static str,
    empty: &'static str,
    to: &'static str,
    newest: fn(usize, usize) -> String,
    ago: fn(i64) -> String,
}

const KO: Words = Words {
    lang: "ko",
    title: "보낼 편지함",
    about: "이 컴퓨터에서만 보이는 페이지예요. 메일 서버를 연결하지 않아서, 받는 사람에게 가야 할 메일이 여기에 모여요.",
    refresh: "새로고침",
    empty: "아직 메일이 없어요. 가입하거나 비밀번호를 찾으면 여기에 나타나요.",
    to: "받는 사람",
    newest: |shown, kept| {
        if shown == kept {
            format!("메일이 {kept}통 있어요.")
        } else {
            format!("메일 {kept}통 가운데 최근 {shown}통이에요.")
        }
    },
    ago: |seconds| match seconds {
        ..60 => "방금".to_owned(),
        60..3_600 => format!("{}분 전", seconds / 60),
        3_600..86_400 => format!("{}시간 전", seconds / 3_600),
        _ => format!("{}일 전", seconds / 86_400),
    },
};

const EN: Words = Words {
    lang: "en",
    title: "Outbox",
    about: "Only this computer can see this page. No mail server is set up, so letters stay here instead of going out.",
    refresh: "Refresh",
    empty: "No letters yet. Sign up or ask for a new password, and the letter appears here.",
    to: "To",
    newest: |shown, kept| match kept {
        1 => "1 letter.".to_owned(),
        _ if shown == kept => format!("{kept} letters."),
        _ => format!("The newest {shown} of {kept} letters."),
    },
    ago: |seconds| match seconds {
        ..60 => "just now".to_owned(),
        60..3_600 => some(seconds / 60, "minute"),
        3_600..86_400 => some(seconds / 3_600, "hour"),
        _ => some(seconds / 86_400, "day"),
    },
};

fn some(count: i64, unit: &str) -> String {
    format!("{count} {unit}{} ago", if count == 1 { "" } else { "s" })
}

/// The page with the newest letters.
pub(super) fn page(letters: &[Arc<OutboxMessage>], kept: usize, locale: Locale, now: Timestamp) -> String {
    let words = if locale == Locale::Ko { &KO } else { &EN };
    let Words { lang, title, about, refresh, .. } = words;
    let body = if letters.is_empty() {
        format!("<p>{}</p>", words.empty)
    } else {
        let articles: String = letters.iter().map(|letter| article(letter, words, now)).collect();
        format!("<p class=\"quiet\">{}</p>{articles}", (words.newest)(letters.len(), kept))
    };
    let main = format!("<header><h1>{title}</h1><a href=\"/outbox\">{refresh}</a></header><p class=\"quiet\">{about}</p>{body}");
    document(lang, title, &main, None)
}

fn article(letter: &OutboxMessage, words: &Words, now: Timestamp) -> String {
    let seconds = now.as_second().saturating_sub(letter.sent_at.as_second());
    format!(
        "<article><h2>{}</h2><p class=\"quiet\">{}: {} · <time datetime=\"{sent_at}\" title=\"{sent_at}\">{}</time></p><p class=\"body\">{}</p></article>",
        escape(&letter.subject),
        words.to,
        escape(&letter.to),
        (words.ago)(seconds),
        with_links(&letter.text),
        sent_at = letter.sent_at,
    )
}

/// The text with every http(s) address as a link. What ends a sentence does not belong to the address.
fn with_links(text: &str) -> String {
    text.split_inclusive(char::is_whitespace).map(|word| if is_address(word) { link(word) } else { escape(word) }).collect()
}

fn is_address(word: &str) -> bool {
    word.starts_with("http://") || word.starts_with("https://")
}

fn link(word: &str) -> String {
    let address = word.trim_end().trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '>', '"', '\'']);
    let rest = word.strip_prefix(address).unwrap_or_default();
    format!("<a href=\"{address}\">{address}</a>{}", escape(rest), address = escape(address))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(subject: &str, text: &str) -> Arc<OutboxMessage> {
        let (id, to) = ("1".to_owned(), "hana@example.net".to_owned());
        let sent_at = "2026-01-02T03:04:05Z".parse().unwrap();
        Arc::new(OutboxMessage { id, to, subject: subject.into(), text: text.into(), html: String::new(), sent_at })
    }

    #[test]
    fn links_can_be_followed_and_end_before_the_full_stop() {
        assert_eq!(
            with_links("Open\nhttp://localhost:8080/verify-email?token=a-_b\nor (https://a.example/x?a=1&b=2)."),
            "Open\n<a href=\"http://localhost:8080/verify-email?token=a-_b\">http://localhost:8080/verify-email?token=a-_b</a>\n\
             or (https://a.example/x?a=1&amp;b=2)."
        );
        assert_eq!(
            with_links("https://a.example/x?a=1&b=2."),
            "<a href=\"https://a.example/x?a=1&amp;b=2\">https://a.example/x?a=1&amp;b=2</a>."
        );
        assert_eq!(with_links("javascript:alert(1) httpx://y"), "javascript:alert(1) httpx://y");
    }

    #[test]
    fn nothing_of_a_letter_becomes_markup() {
        let evil = letter("<script>alert(1)</script>", "<img src=x onerror=alert(1)> http://a/\"onclick=\"alert(1)");
        let html = page(&[evil], 1, Locale::En, Timestamp::UNIX_EPOCH);
        assert!(!html.contains("<script") && !html.contains("<img") && !html.contains("\"onclick"), "{html}");
    }

    #[test]
    fn the_page_speaks_the_language_that_is_asked_for() {
        let now = Timestamp::UNIX_EPOCH;
        assert!(page(&[], 0, Locale::Ko, now).contains("아직 메일이 없어요") && page(&[], 0, Locale::En, now).contains("No letters yet"));
    }

    #[test]
    fn the_page_says_how_many_letters_there_are() {
        let shown = |count, kept, locale| page(&vec![letter("s", "t"); count], kept, locale, Timestamp::UNIX_EPOCH);
        for (count, kept, korean, english) in [
            (1, 1, ">메일이 1통 있어요.<", ">1 letter.<"),
            (2, 2, ">메일이 2통 있어요.<", ">2 letters.<"),
            (2, 300, ">메일 300통 가운데 최근 2통이에요.<", ">The newest 2 of 300 letters.<"),
        ] {
            assert!(shown(count, kept, Locale::Ko).contains(korean) && shown(count, kept, Locale::En).contains(english), "{count} {kept}");
        }
    }

    #[test]
    fn a_letter_says_how_long_ago_it_was_written() {
        let ago = |locale, seconds| {
            let letter = letter("s", "t");
            let now = letter.sent_at + std::time::Duration::from_secs(seconds);
            page(&[letter], 1, locale, now)
        };
        for (seconds, korean, english) in [
            (0, ">방금<", ">just now<"),
            (60, ">1분 전<", ">1 minute ago<"),
            (7_199, ">1시간 전<", ">1 hour ago<"),
            (172_800, ">2일 전<", ">2 days ago<"),
        ] {
            assert!(ago(Locale::Ko, seconds).contains(korean) && ago(Locale::En, seconds).contains(english), "{seconds}");
        }
        assert!(ago(Locale::En, 0).contains("datetime=\"2026-01-02T03:04:05Z\""));
    }
}
