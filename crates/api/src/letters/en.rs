//! The letters in English.

mod notices;

use super::{Block, Content, LetterKind};
use jiff::Timestamp;
use jiff::tz::Offset;

const HOME: &str = "Open share-cloud";

pub(super) fn content(kind: &LetterKind, base_url: &str) -> Content {
    let (subject, blocks) = match kind {
        LetterKind::Verify { username, token } => verify(username, token, base_url),
        LetterKind::SomebodySignedUp { username } => somebody_signed_up(username, base_url),
        LetterKind::VerifyNewAddress { username, token } => verify_new_address(username, token, base_url),
        LetterKind::AddressChanged { username, at } => address_changed(username, *at, base_url),
        LetterKind::FindUsername { username } => find_username(username, base_url),
        LetterKind::ResetPassword { username, token } => reset_password(username, token, base_url),
        LetterKind::PasswordChanged { username, at } => password_changed(username, *at, base_url),
        LetterKind::NewDevice { username, device, address, at } => new_device(username, device.as_deref(), address, *at, base_url),
        LetterKind::Invitation { from, token, until } => invitation(from, token, *until, base_url),
        LetterKind::MemberPut { from, to, is_folder, can_change } => member_put(from, to.as_deref(), *is_folder, *can_change, base_url),
        LetterKind::DropReceived { username, files } => notices::drop_received(username, *files, base_url),
        LetterKind::ShareExpiring { username, until } => notices::share_expiring(username, *until, base_url),
        LetterKind::Room { username, percent } => notices::room(username, *percent, base_url),
        LetterKind::Welcome { username } => welcome(username, base_url),
        LetterKind::AccountClosing { username, at, until } => account_closing(username, *at, *until, base_url),
        LetterKind::ClosingUndone { username, at } => closing_undone(username, *at, base_url),
    };
    Content {
        lang: "en",
        subject,
        blocks,
        if_button_fails: "If the button does nothing, paste this address into your browser:",
        footer: format!("Sent by the share-cloud at {base_url} from an address that only sends: nobody reads replies."),
    }
}

fn greeting(username: &str) -> Block {
    Block::Paragraph(format!("Hello {username},"))
}

fn moment(at: Timestamp) -> String {
    format!("On {}", date(at))
}

fn date(at: Timestamp) -> String {
    Offset::UTC.to_datetime(at).strftime("%-d %B %Y at %H:%M UTC").to_string()
}

fn verify(username: &str, token: &str, base_url: &str) -> (&'static str, Vec<Block>) {
    let blocks = vec![
        greeting(username),
        Block::Paragraph(format!(
            "Someone signed up for share-cloud with this address and the username {username}. If that is you, confirm the address with the \
             link below, and you can start uploading files."
        )),
        Block::verify_link("Confirm this address", base_url, token),
        Block::paragraph("The link works once, within 24 hours. Later, sign in and ask for a new letter."),
        Block::paragraph(
            "If you did not sign up, do nothing. An account without a confirmed address holds no files and disappears after 14 days.",
        ),
    ];
    ("Confirm your e-mail address", blocks)
}

fn somebody_signed_up(username: &str, base_url: &str) -> (&'static str, Vec<Block>) {
    let blocks = vec![
        greeting(username),
        Block::paragraph(
            "Someone just tried to sign up for share-cloud with this address. It already belongs to your account, so nothing about your \
             account or your files has changed.",
        ),
        Block::Paragraph(format!(
            "If it was you: you already have an account. Sign in with your username, {username}, or with this address. If you forgot the \
             password, choose “Forgot password” on the sign-in page."
        )),
        Block::paragraph(
            "If it was not you: there is nothing to do. Whoever it was sees neither this letter nor your username nor your files, and \
             cannot confirm your address.",
        ),
        Block::home_link(HOME, base_url),
    ];
    ("Someone tried to sign up with your address", blocks)
}

fn verify_new_address(username: &str, token: &str, base_url: &str) -> (&'static str, Vec<Block>) {
    let blocks = vec![
        greeting(username),
        Block::Paragraph(format!(
            "The share-cloud account {username} asks to use this e-mail address from now on. If the account is yours, confirm the address \
             with the link below. Until then the account keeps the address it has."
        )),
        Block::verify_link("Use this address", base_url, token),
        Block::paragraph("The link works once, within 24 hours. Later, ask for a new letter in your settings."),
        Block::paragraph("If you did not ask for this, do nothing. An address that is not confirmed is not used."),
    ];
    ("Confirm your new e-mail address", blocks)
}

fn address_changed(username: &str, at: Timestamp, base_url: &str) -> (&'static str, Vec<Block>) {
    let blocks = vec![
        greeting(username),
        Block::Paragraph(format!(
            "{} your share-cloud account got a new e-mail address. Letters go there from now on, and this address no longer signs you in. Your files \
             are untouched.",
            moment(at)
        )),
        Block::paragraph("If you changed it, there is nothing to do."),
        Block::Paragraph(format!(
            "If you did not: sign in right away with your username, {username}, and your password, and change the password. That signs out \
             every other device. Then set your address back in the settings. If you cannot sign in, tell whoever runs this cloud."
        )),
        Block::home_link(HOME, base_url),
    ];
    ("Your e-mail address was changed", blocks)
}

fn find_username(username: &str, base_url: &str) -> (&'static str, Vec<Block>) {
    let blocks = vec![
        Block::paragraph("Hello! Someone asked for the username that belongs to this address. Here it is."),
        Block::Answer { label: "Username", value: username.to_owned() },
        Block::home_link("Go and sign in", base_url),
        Block::paragraph("If you did not ask, do nothing. Only this letter holds the answer: whoever asked has not seen it."),
    ];
    ("Your username", blocks)
}

fn reset_password(username: &str, token: &str, base_url: &str) -> (&'static str, Vec<Block>) {
    let blocks = vec![
        greeting(username),
        Block::paragraph(
            "Someone said they forgot the password of your share-cloud account. If that is you, choose a new one with the link below. Until you do, \
             the old password keeps working.",
        ),
        Block::reset_link("Choose a new password", base_url, token),
        Block::paragraph(
            "The link works once, within 1 hour. Later, ask again on the sign-in page. A new password signs out every device.",
        ),
        Block::paragraph(
            "If you did not ask, do nothing: your password stays as it is. Whoever has this link can change it, so pass it to nobody.",
        ),
    ];
    ("Choose a new password", blocks)
}

fn password_changed(username: &str, at: Timestamp, base_url: &str) -> (&'static str, Vec<Block>) {
    let blocks = vec![
        greeting(username),
        Block::Paragraph(format!(
            "{} the password of your share-cloud account was changed. Every other device is signed out. Your files are untouched.",
            moment(at)
        )),
        Block::paragraph("If you changed it, there is nothing to do."),
        Block::paragraph(
            "If you did not: choose “Forgot password” on the sign-in page right away and set a new one. That signs out whoever changed it.",
        ),
        Block::home_link(HOME, base_url),
    ];
    ("Your password was changed", blocks)
}

fn new_device(username: &str, device: Option<&str>, address: &str, at: Timestamp, base_url: &str) -> (&'static str, Vec<Block>) {
    let device = device.unwrap_or("a device that does not say what it is");
    let blocks = vec![
        greeting(username),
        Block::Paragraph(format!(
            "{} your share-cloud account was signed in on a device that we had not seen before: {device}, at the address {address}.",
            moment(at)
        )),
        Block::paragraph("If it was you, there is nothing to do. The same device is not told of again."),
        Block::paragraph(
            "If it was not you: someone knows your password. Choose “Forgot password” on the sign-in page right away and set a new one. That \
             signs out every device, theirs too. Your settings show where you are signed in.",
        ),
        Block::home_link(HOME, base_url),
    ];
    ("Your account was signed in on a new device", blocks)
}

fn invitation(from: &str, token: &str, until: Timestamp, base_url: &str) -> (&'static str, Vec<Block>) {
    let blocks = vec![
        Block::Paragraph(format!(
            "Hello! {from} invites you to share-cloud, a place for files that you keep in folders and share by link. Create your account with \
             the link below."
        )),
        Block::sign_up_link("Create my account", base_url, token),
        Block::Paragraph(format!(
            "The link is for this address, works once, and is good until {}. Later, ask {from} for another one.",
            date(until)
        )),
        Block::paragraph("If you do not know who that is, do nothing: there is no account until you create one."),
    ];
    ("You are invited to share-cloud", blocks)
}

fn member_put(from: &str, to: Option<&str>, is_folder: bool, can_change: bool, base_url: &str) -> (&'static str, Vec<Block>) {
    let what = if is_folder { "a folder" } else { "a file" };
    let may = match (can_change, is_folder) {
        (true, true) => "You can look at it, download it, and add and change what is in it.",
        (true, false) => "You can look at it, download it, and bring back what it held before.",
        (false, _) => "You can look at it and download it.",
    };
    let said = format!("{from} shared {what} with you on share-cloud. {may}");
    let mut blocks = match to {
        Some(to) => vec![greeting(to), Block::Paragraph(said), Block::shared_link("Open what is shared with me", base_url)],
        None => vec![
            Block::Paragraph(format!("Hello! {said} Create an account with this address, and it is there once the address is confirmed.")),
            Block::own_sign_up_link("Create my account", base_url),
        ],
    };
    blocks.push(Block::paragraph("If you do not know who that is, do nothing, or leave it on the page of what is shared with you."));
    if to.is_some() {
        blocks.push(notices::switch(base_url));
    }
    ("Something was shared with you", blocks)
}

fn welcome(username: &str, base_url: &str) -> (&'static str, Vec<Block>) {
    let blocks = vec![
        greeting(username),
        Block::paragraph("Your address is confirmed. Now you can upload files, keep them in folders, and share them by link."),
        Block::Paragraph(format!("From now on you sign in with your username, {username}, or with this address.")),
        Block::home_link("Open my files", base_url),
        Block::paragraph(
            "If you never signed up, someone else can read your mail. Change the password of your mailbox first, then tell whoever runs \
             this cloud.",
        ),
    ];
    ("Welcome to share-cloud", blocks)
}

fn account_closing(username: &str, at: Timestamp, until: Timestamp, base_url: &str) -> (&'static str, Vec<Block>) {
    let blocks = vec![
        greeting(username),
        Block::Paragraph(format!(
            "{} your share-cloud account was closed. Every device is signed out and every link to your files is off.",
            moment(at)
        )),
        Block::Paragraph(format!(
            "Until {} signing in undoes it: your files and your links are then as they were. After that your files, with all that is \
             kept about you, are removed for good, and your username is free for others.",
            date(until)
        )),
        Block::home_link("Sign in and keep my account", base_url),
        Block::paragraph("If you closed it and want it gone, there is nothing to do."),
        Block::paragraph(
            "If you did not: someone knows your password. Sign in right away and change it. If you cannot sign in, choose “Forgot \
             password” on the sign-in page.",
        ),
    ];
    ("Your account is closing", blocks)
}

fn closing_undone(username: &str, at: Timestamp, base_url: &str) -> (&'static str, Vec<Block>) {
    let blocks = vec![
        greeting(username),
        Block::Paragraph(format!(
            "{} someone signed in to your share-cloud account, so it is not closing any more. Your files and your links are as they were.",
            moment(at)
        )),
        Block::paragraph("If it was you, there is nothing to do. You can close the account again in your settings."),
        Block::paragraph(
            "If it was not you: someone knows your password. Choose “Forgot password” on the sign-in page right away and set a new one. That \
             signs out every device, theirs too.",
        ),
        Block::home_link(HOME, base_url),
    ];
    ("Your account is open again", blocks)
}
