//! The letters that tell what a notice in the app does, in English. Each can be switched off, and says where.

use super::{Block, date, greeting};
use jiff::Timestamp;

/// Where such letters are switched off.
pub(super) fn switch(base_url: &str) -> Block {
    Block::Paragraph(format!("You can switch letters like this off in your settings, under “Notices”: {base_url}/settings"))
}

pub(super) fn drop_received(username: &str, files: u64, base_url: &str) -> (&'static str, Vec<Block>) {
    let came = if files == 1 {
        "A file has come through one of your links that take files.".to_owned()
    } else {
        format!("{files} files have come through one of your links that take files.")
    };
    let blocks = vec![
        greeting(username),
        Block::Paragraph(format!("{came} They are in the folder of that link. What comes later is told together, too, not file by file.")),
        Block::own_links_link("Open my links", base_url),
        Block::paragraph("If you do not want any more files through it, pause or end the link there."),
        switch(base_url),
    ];
    ("Files have come", blocks)
}

pub(super) fn share_expiring(username: &str, until: Timestamp, base_url: &str) -> (&'static str, Vec<Block>) {
    let blocks = vec![
        greeting(username),
        Block::Paragraph(format!(
            "One of your links ends on {}. After that it opens nothing any more. Your files stay where they are.",
            date(until)
        )),
        Block::own_links_link("Open my links", base_url),
        Block::paragraph("If people still need it, choose a later end there. Otherwise there is nothing to do."),
        switch(base_url),
    ];
    ("A link ends soon", blocks)
}

pub(super) fn room(username: &str, percent: u8, base_url: &str) -> (&'static str, Vec<Block>) {
    let what = if percent >= 95 {
        "Soon nothing more can be uploaded, not through your links either. What you have stays as it is."
    } else {
        "There is still room, and what you have stays as it is."
    };
    let blocks = vec![
        greeting(username),
        Block::Paragraph(format!("At least {percent} % of your room is used. {what}")),
        Block::paragraph("The trash and earlier versions of files take room, too. Emptying the trash gives it back at once."),
        Block::home_link("Open my files", base_url),
        switch(base_url),
    ];
    if percent >= 95 { ("Your room is nearly full", blocks) } else { ("Your room is getting tight", blocks) }
}
