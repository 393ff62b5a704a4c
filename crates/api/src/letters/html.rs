//! A letter as HTML: one column without tables, styles inline as mail programs want them, no image, nothing fetched, every value escaped.

use super::{Block, Content};

const GROUND: &str = "margin:0;padding:24px 12px;background:#f7f6f4";
const PAPER: &str = "max-width:560px;margin:0 auto;padding:28px 28px 20px;background:#ffffff;border:1px solid #dedad3;border-radius:10px;\
    color:#1f1e1b;font-family:Pretendard,-apple-system,'Segoe UI','Noto Sans KR',sans-serif;font-size:15px;line-height:1.6;\
    word-break:keep-all;overflow-wrap:anywhere";
const HEADING: &str = "margin:0 0 16px;font-size:24px;line-height:1.35;font-weight:600";
const PARAGRAPH: &str = "margin:0 0 16px";
const QUIET: &str = "margin:0 0 16px;color:#5f5b54;font-size:13px";
const BUTTON: &str =
    "display:inline-block;padding:12px 20px;border-radius:8px;background:#0b6070;color:#ffffff;font-weight:600;text-decoration:none";
const ADDRESS: &str = "color:#0b6070";
const ANSWER: &str = "display:block;font-size:24px;font-weight:600";
const FOOTER: &str = "margin:24px 0 0;padding-top:16px;border-top:1px solid #dedad3;color:#5f5b54;font-size:13px";

pub(super) fn html(content: &Content) -> String {
    let blocks: Vec<_> = content.blocks.iter().map(|one| block(one, content.if_button_fails)).collect();
    let (lang, subject, footer) = (content.lang, escape(content.subject), escape(&content.footer));
    format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light\">\n<title>{subject}</title>\n</head>\n\
         <body style=\"{GROUND}\">\n<div lang=\"{lang}\" style=\"{PAPER}\">\n<h1 style=\"{HEADING}\">{subject}</h1>\n{}\n\
         <p style=\"{FOOTER}\">{footer}</p>\n</div>\n</body>\n</html>\n",
        blocks.join("\n"),
    )
}

fn block(block: &Block, if_button_fails: &str) -> String {
    match block {
        Block::Paragraph(text) => format!("<p style=\"{PARAGRAPH}\">{}</p>", escape(text)),
        Block::Answer { label, value } => {
            format!("<p style=\"{PARAGRAPH}\">{} <strong style=\"{ANSWER}\">{}</strong></p>", escape(label), escape(value))
        }
        Block::Link { label, url } => {
            let (label, url, if_button_fails) = (escape(label), escape(url), escape(if_button_fails));
            format!(
                "<p style=\"{PARAGRAPH}\"><a href=\"{url}\" style=\"{BUTTON}\">{label}</a></p>\n\
                 <p style=\"{QUIET}\">{if_button_fails}<br><a href=\"{url}\" style=\"{ADDRESS}\">{url}</a></p>"
            )
        }
    }
}

/// Makes text safe in elements and in quoted attributes.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}
