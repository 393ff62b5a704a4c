//! Content types: what a client may say, what is ever shown inline, and the header that names a download.

use serde::{Deserialize, Serialize};

/// The most bytes of a content type.
pub const MAX_CONTENT_TYPE_BYTES: usize = 255;
/// What everything is that is not known to be harmless.
pub const OCTET_STREAM: &str = "application/octet-stream";
/// How long an attachment's ticket lives: 60 seconds to begin.
pub const ATTACHMENT_TICKET_LIFE_S: i64 = 60;
/// How long an inline ticket lives, for players and previews: 1 hour.
pub const INLINE_TICKET_LIFE_S: i64 = 3_600;
/// The most tickets of one page.
pub const MAX_TICKETS_PER_PAGE: usize = 100;

/// What a ticket is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// To be kept as a file.
    #[default]
    Attachment,
    /// To be shown or played.
    Inline,
}

/// What a ticket signs into itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    /// The `Content-Type` to answer with.
    pub content_type: String,
    /// The `Content-Disposition` to answer with.
    pub disposition: String,
}

/// How a file of that stored type and name is served. Only a few types that cannot carry a script are served as themselves, and
/// inline only when asked; everything else is a download of no type.
#[must_use]
pub fn served_type(content_type: &str, purpose: Purpose, name: &str) -> Served {
    match (inline_type(content_type), purpose) {
        (Some(content_type), Purpose::Inline) => Served { content_type, disposition: disposition("inline", name) },
        (Some(content_type), Purpose::Attachment) => Served { content_type, disposition: disposition("attachment", name) },
        (None, _) => Served { content_type: OCTET_STREAM.to_owned(), disposition: disposition("attachment", name) },
    }
}

/// Whether a file of that stored type may be shown inline.
#[must_use]
pub fn is_inline(content_type: &str) -> bool {
    inline_type(content_type).is_some()
}

/// The type as it is served, in one spelling of our own; none for what is never inline.
fn inline_type(content_type: &str) -> Option<String> {
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let served = match essence.as_str() {
        "image/png" => "image/png",
        "image/jpeg" | "image/jpg" => "image/jpeg",
        "image/gif" => "image/gif",
        "image/webp" => "image/webp",
        "image/avif" => "image/avif",
        "video/mp4" => "video/mp4",
        "audio/mp4" | "audio/x-m4a" | "audio/m4a" => "audio/mp4",
        "video/webm" => "video/webm",
        "audio/webm" => "audio/webm",
        "audio/mpeg" | "audio/mp3" => "audio/mpeg",
        "audio/ogg" => "audio/ogg",
        "video/ogg" => "video/ogg",
        "audio/flac" | "audio/x-flac" => "audio/flac",
        "audio/wav" | "audio/x-wav" | "audio/wave" | "audio/vnd.wave" => "audio/wav",
        "text/plain" => return Some(format!("text/plain; charset={}", charset(content_type))),
        _ => return None,
    };
    Some(served.to_owned())
}

/// The charset that the type names if it is one that browsers read and that keeps ASCII as it is, else UTF-8.
fn charset(content_type: &str) -> &'static str {
    const KNOWN: [&str; 6] = ["utf-8", "euc-kr", "iso-8859-1", "windows-1252", "shift_jis", "gb18030"];
    let named = content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"').to_ascii_lowercase())
    });
    KNOWN.into_iter().find(|known| named.as_deref() == Some(*known)).unwrap_or("utf-8")
}

/// `Content-Disposition` (RFC 6266): a name of plain ASCII for old programs, and the whole one as RFC 8187 writes it.
fn disposition(kind: &str, name: &str) -> String {
    let plain = |character: char| if matches!(character, ' '..='~') && !"\"\\%".contains(character) { character } else { '_' };
    let fallback: String = name.chars().map(plain).collect();
    format!("{kind}; filename=\"{fallback}\"; filename*=UTF-8''{}", percent_encoded(name))
}

/// Everything but `attr-char` of RFC 8187 §3.2.1 as bytes in hexadecimal.
fn percent_encoded(text: &str) -> String {
    let encode = |byte: u8| {
        let is_plain = byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte);
        if is_plain { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    };
    text.bytes().map(encode).collect()
}

/// A type that a client says, made safe to keep: `type/subtype` in small letters with its parameters, or `application/octet-stream`
/// for what is not a type (RFC 9110 §8.3.1) or is longer than 255 bytes.
#[must_use]
pub fn clean_content_type(text: &str) -> String {
    let clean = parse_type(text.trim_matches([' ', '\t']));
    clean.filter(|clean| clean.len() <= MAX_CONTENT_TYPE_BYTES).unwrap_or_else(|| OCTET_STREAM.to_owned())
}

fn parse_type(text: &str) -> Option<String> {
    let mut clean = String::with_capacity(text.len());
    let (essence, mut rest) = text.split_at(text.find([';', ' ', '\t']).unwrap_or(text.len()));
    let (main, sub) = essence.split_once('/')?;
    if !is_token(main) || !is_token(sub) {
        return None;
    }
    clean.push_str(&essence.to_ascii_lowercase());
    while let Some(parameter) = next_parameter(&mut rest)? {
        clean.push_str("; ");
        clean.push_str(&parameter);
    }
    Some(clean)
}

/// Takes `; name=value` from the front. The outer `None` says that something else stands there, the inner that nothing does.
fn next_parameter(rest: &mut &str) -> Option<Option<String>> {
    let blank = [' ', '\t'];
    let after_blank = rest.trim_start_matches(blank);
    if after_blank.is_empty() {
        return Some(None);
    }
    let (name, value) = after_blank.strip_prefix(';')?.trim_start_matches(blank).split_once('=')?;
    let end = if value.starts_with('"') { quoted_end(value)? } else { value.find([';', ' ', '\t']).unwrap_or(value.len()) };
    let (value, after) = value.split_at(end);
    *rest = after;
    (is_token(name) && (value.starts_with('"') || is_token(value))).then(|| Some(format!("{}={value}", name.to_ascii_lowercase())))
}

/// Where the quoted text at the front ends: only visible ASCII and spaces in it, a backslash before what it takes literally.
fn quoted_end(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            b' '..=b'~' if is_escaped => is_escaped = false,
            b'"' => return Some(at + 1),
            b'\\' => is_escaped = true,
            b' '..=b'~' => {}
            _ => return None,
        }
    }
    None
}

/// RFC 9110 §5.6.2.
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn inline(content_type: &str) -> Served {
        served_type(content_type, Purpose::Inline, "a")
    }

    #[test]
    fn what_cannot_carry_a_script_is_shown_inline() {
        let shown = [
            "image/png",
            "image/jpeg",
            "image/gif",
            "image/webp",
            "image/avif",
            "video/mp4",
            "video/webm",
            "audio/mpeg",
            "audio/ogg",
            "audio/flac",
            "audio/wav",
        ];
        for content_type in shown {
            assert_eq!(inline(content_type).content_type, content_type);
            assert!(inline(content_type).disposition.starts_with("inline; "), "{content_type}");
            assert!(served_type(content_type, Purpose::Attachment, "a").disposition.starts_with("attachment; "));
        }
        assert_eq!(inline("audio/x-m4a").content_type, "audio/mp4", "as browsers call the sound of phones");
        assert_eq!(inline("IMAGE/PNG; charset=x").content_type, "image/png");
        assert_eq!(inline("text/plain").content_type, "text/plain; charset=utf-8");
        assert_eq!(inline("text/plain; charset=\"EUC-KR\"").content_type, "text/plain; charset=euc-kr");
        assert_eq!(inline("text/plain; charset=utf-7").content_type, "text/plain; charset=utf-8");
    }

    #[test]
    fn what_could_carry_a_script_is_a_download_of_no_type() {
        let hostile = [
            "image/svg+xml",
            "text/html",
            "application/xhtml+xml",
            "text/xml",
            "application/pdf",
            "text/javascript",
            "application/javascript",
            "text/markdown",
            "text/css",
            "multipart/x-mixed-replace",
            "image/png, text/html",
            "image/png\r\nX: y",
            "text/html;image/png",
            "",
            "x",
            "*/*",
            "image/*",
        ];
        for content_type in hostile {
            for purpose in [Purpose::Inline, Purpose::Attachment] {
                let served = served_type(content_type, purpose, "a");
                assert_eq!(served.content_type, OCTET_STREAM, "{content_type}");
                assert!(served.disposition.starts_with("attachment; "), "{content_type}");
            }
            assert!(!is_inline(content_type));
        }
    }

    #[test]
    fn names_survive_content_disposition() {
        let header = |name: &str| served_type(OCTET_STREAM, Purpose::Attachment, name).disposition;
        assert_eq!(header("a b.txt"), "attachment; filename=\"a b.txt\"; filename*=UTF-8''a%20b.txt");
        assert_eq!(header("한.txt"), "attachment; filename=\"_.txt\"; filename*=UTF-8''%ED%95%9C.txt");
        assert_eq!(header("a\"; x=\\.txt"), "attachment; filename=\"a_; x=_.txt\"; filename*=UTF-8''a%22%3B%20x%3D%5C.txt");
        assert_eq!(header("a\r\nSet-Cookie: x"), "attachment; filename=\"a__Set-Cookie: x\"; filename*=UTF-8''a%0D%0ASet-Cookie%3A%20x");
        assert_eq!(header("50%41"), "attachment; filename=\"50_41\"; filename*=UTF-8''50%2541");
    }

    #[test]
    fn a_clients_type_is_kept_only_if_it_is_one() {
        for (text, clean) in [
            ("text/plain", "text/plain"),
            (" Text/HTML ;Charset=UTF-8 ", "text/html; charset=UTF-8"),
            ("multipart/form-data; boundary=\"a; \\\" b\"; x=y", "multipart/form-data; boundary=\"a; \\\" b\"; x=y"),
            ("application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text"),
        ] {
            assert_eq!(clean_content_type(text), clean);
        }
        let broken = [
            "",
            "text",
            "text/",
            "/plain",
            "a/b/c",
            "te xt/plain",
            "text/plain;",
            "text/plain; charset",
            "text/plain; =x",
            "text/plain; a=\"x",
            "text/plain x",
            "text/plain\r\nX: y",
            "text/plain; a=b\r\nX: y",
            "text/한글",
            "text/plain; a=\"한\"",
            "text/plain; a=\"x\"y",
            "text/plain, text/html",
        ];
        for text in broken {
            assert_eq!(clean_content_type(text), OCTET_STREAM, "{text:?}");
        }
        let long = format!("text/{}", "x".repeat(250));
        assert_eq!(clean_content_type(&long), long);
        assert_eq!(clean_content_type(&format!("{long}x")), OCTET_STREAM);
    }

    fn decoded(header: &str) -> String {
        let (_, value) = header.split_once("filename*=UTF-8''").unwrap();
        let mut bytes = Vec::new();
        let mut rest = value.bytes();
        while let Some(byte) = rest.next() {
            let mut digit = || char::from(rest.next().unwrap()).to_digit(16).unwrap();
            bytes.push(if byte == b'%' { u8::try_from(digit() * 16 + digit()).unwrap() } else { byte });
        }
        String::from_utf8(bytes).unwrap()
    }

    proptest! {
        #[test]
        fn any_name_comes_back_out_of_a_header_of_visible_ascii(name in "(\\PC|.|[\"\\\\%;\r\n']){0,40}") {
            let header = served_type("text/html", Purpose::Inline, &name).disposition;
            prop_assert!(header.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
            prop_assert_eq!(header.matches('"').count(), 2);
            prop_assert_eq!(decoded(&header), name);
        }

        #[test]
        fn a_clean_type_is_clean(text in "([a-z]{1,5}/[a-z+]{1,5})?(; ?[a-z]{1,3}=([a-z]{1,3}|\"[ -~]{0,5}\"))?\\PC{0,3}") {
            let clean = clean_content_type(&text);
            prop_assert!(clean.len() <= MAX_CONTENT_TYPE_BYTES && clean.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
            prop_assert_eq!(clean_content_type(&clean), clean.clone());
        }
    }
}
