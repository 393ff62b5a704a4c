//! The letters in Korean. Particles never follow a username, whose last sound nobody knows: they follow 아이디 or 님.

mod notices;

use super::{Block, Content, LetterKind};
use jiff::Timestamp;
use jiff::tz::Offset;

const HOME: &str = "share-cloud 열기";

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
        lang: "ko",
        subject,
        blocks,
        if_button_fails: "버튼이 눌리지 않으면 이 주소를 브라우저에 붙여 넣어 주세요.",
        footer: format!("{base_url} 에 있는 share-cloud에서 보냈어요. 보내기만 하는 주소라서 답장은 아무도 읽지 못해요."),
    }
}

fn greeting(username: &str) -> Block {
    Block::Paragraph(format!("{username} 님, 안녕하세요."))
}

/// The moment as a person in Korea reads it; Korea has had no summer time since 1988.
fn moment(at: Timestamp) -> String {
    Offset::constant(9).to_datetime(at).strftime("한국 시간으로 %Y년 %-m월 %-d일 %H시 %M분").to_string()
}

fn verify(username: &str, token: &str, base_url: &str) -> (&'static str, Vec<Block>) {
    let blocks = vec![
        greeting(username),
        Block::Paragraph(format!(
            "이 이메일 주소와 아이디({username})로 share-cloud에 가입 신청이 들어왔어요. 본인이 맞다면 아래 링크를 열어 주소를 인증해 주세요. \
             인증하면 바로 파일을 올릴 수 있어요."
        )),
        Block::verify_link("이메일 주소 인증하기", base_url, token),
        Block::paragraph("링크는 24시간 동안, 한 번만 쓸 수 있어요. 시간이 지났다면 로그인해서 인증 메일을 다시 받아 주세요."),
        Block::paragraph(
            "가입한 적이 없다면 아무것도 하지 않아도 돼요. 인증하지 않은 계정에는 파일을 올릴 수 없고, 14일이 지나면 저절로 사라져요.",
        ),
    ];
    ("이메일 주소를 인증해 주세요", blocks)
}

fn somebody_signed_up(username: &str, base_url: &str) -> (&'static str, Vec<Block>) {
    let blocks = vec![
        greeting(username),
        Block::paragraph(
            "방금 누군가 이 이메일 주소로 share-cloud에 가입하려고 했어요. 이 주소는 이미 회원님의 계정에 인증되어 있어서, 계정도 파일도 \
             바뀐 것이 없어요.",
        ),
        Block::Paragraph(format!(
            "본인이었다면 이미 계정이 있어요. 아이디({username})나 이 이메일 주소로 로그인해 주세요. 비밀번호가 기억나지 않으면 로그인 화면에서 \
             ‘비밀번호 찾기’를 눌러 주세요."
        )),
        Block::paragraph(
            "본인이 아니었다면 아무것도 하지 않아도 돼요. 그 사람은 이 메일도, 아이디도, 파일도 볼 수 없고, 이 주소를 인증할 수도 없어요.",
        ),
        Block::home_link(HOME, base_url),
    ];
    ("누군가 회원님의 이메일 주소로 가입하려고 했어요", blocks)
}

fn verify_new_address(username: &str, token: &str, base_url: &str) -> (&'static str, Vec<Block>) {
    let blocks = vec![
        greeting(username),
        Block::Paragraph(format!(
            "share-cloud 계정({username})에서 앞으로 이 이메일 주소를 쓰겠다고 신청했어요. 회원님의 계정이 맞다면 아래 링크를 열어 인증해 주세요. \
             그전까지는 지금 쓰는 주소가 그대로 남아 있어요."
        )),
        Block::verify_link("새 이메일 주소 인증하기", base_url, token),
        Block::paragraph("링크는 24시간 동안, 한 번만 쓸 수 있어요. 시간이 지났다면 설정에서 인증 메일을 다시 받아 주세요."),
        Block::paragraph("신청한 적이 없다면 아무것도 하지 않아도 돼요. 인증하지 않은 주소는 쓰이지 않아요."),
    ];
    ("새 이메일 주소를 인증해 주세요", blocks)
}

fn address_changed(username: &str, at: Timestamp, base_url: &str) -> (&'static str, Vec<Block>) {
    let blocks = vec![
        greeting(username),
        Block::Paragraph(format!(
            "{}에 회원님의 share-cloud 계정 이메일 주소가 바뀌었어요. 이제 메일은 새 주소로 가고, 이 주소로는 로그인할 수 없어요. 파일은 그대로 있어요.",
            moment(at)
        )),
        Block::paragraph("직접 바꿨다면 아무것도 하지 않아도 돼요."),
        Block::Paragraph(format!(
            "바꾼 적이 없다면 지금 바로 아이디({username})와 비밀번호로 로그인해서 비밀번호를 바꿔 주세요. 그러면 다른 기기는 모두 로그아웃돼요. \
             그다음 설정에서 이메일 주소를 되돌려 주세요. 로그인할 수 없다면 이 클라우드를 운영하는 분에게 알려 주세요."
        )),
        Block::home_link(HOME, base_url),
    ];
    ("이메일 주소가 바뀌었어요", blocks)
}

fn find_username(username: &str, base_url: &str) -> (&'static str, Vec<Block>) {
    let blocks = vec![
        Block::paragraph("안녕하세요. 이 이메일 주소로 가입한 아이디를 알려 달라는 요청을 받았어요."),
        Block::Answer { label: "아이디", value: username.to_owned() },
        Block::home_link("로그인하러 가기", base_url),
        Block::paragraph(
            "요청한 적이 없다면 아무것도 하지 않아도 돼요. 아이디는 이 메일로만 알려 드렸고, 요청한 사람의 화면에는 나오지 않아요.",
        ),
    ];
    ("아이디를 알려 드려요", blocks)
}

fn reset_password(username: &str, token: &str, base_url: &str) -> (&'static str, Vec<Block>) {
    let blocks = vec![
        greeting(username),
        Block::paragraph(
            "회원님의 share-cloud 계정 비밀번호를 잊었다는 연락을 받았어요. 본인이 맞다면 아래 링크를 열어 새 비밀번호를 정해 주세요. 그전까지는 지금 \
             비밀번호를 그대로 쓸 수 있어요.",
        ),
        Block::reset_link("새 비밀번호 정하기", base_url, token),
        Block::paragraph(
            "링크는 1시간 동안, 한 번만 쓸 수 있어요. 시간이 지났다면 로그인 화면에서 다시 요청해 주세요. 새 비밀번호를 정하면 모든 기기에서 \
             로그아웃돼요.",
        ),
        Block::paragraph(
            "요청한 적이 없다면 아무것도 하지 않아도 돼요. 비밀번호는 바뀌지 않아요. 이 링크를 가진 사람은 비밀번호를 바꿀 수 있으니 아무에게도 \
             보내지 마세요.",
        ),
    ];
    ("새 비밀번호를 정해 주세요", blocks)
}

fn password_changed(username: &str, at: Timestamp, base_url: &str) -> (&'static str, Vec<Block>) {
    let blocks = vec![
        greeting(username),
        Block::Paragraph(format!(
            "{}에 회원님의 share-cloud 계정 비밀번호가 바뀌었어요. 다른 기기는 모두 로그아웃됐고, 파일은 그대로 있어요.",
            moment(at)
        )),
        Block::paragraph("직접 바꿨다면 아무것도 하지 않아도 돼요."),
        Block::paragraph(
            "바꾼 적이 없다면 지금 바로 로그인 화면에서 ‘비밀번호 찾기’를 눌러 새 비밀번호를 정해 주세요. 그러면 비밀번호를 바꾼 사람도 로그아웃돼요.",
        ),
        Block::home_link(HOME, base_url),
    ];
    ("비밀번호가 바뀌었어요", blocks)
}

fn new_device(username: &str, device: Option<&str>, address: &str, at: Timestamp, base_url: &str) -> (&'static str, Vec<Block>) {
    let device = device.unwrap_or("무엇인지 알 수 없는 기기");
    let blocks = vec![
        greeting(username),
        Block::Paragraph(format!(
            "{}에 처음 보는 기기에서 회원님의 share-cloud 계정에 로그인했어요. (기기: {device}, 접속한 주소: {address})",
            moment(at)
        )),
        Block::paragraph("본인이 로그인했다면 아무것도 하지 않아도 돼요. 같은 기기라면 다시 알리지 않아요."),
        Block::paragraph(
            "본인이 아니라면 누군가 비밀번호를 알고 있다는 뜻이에요. 지금 바로 로그인 화면에서 ‘비밀번호 찾기’를 눌러 새 비밀번호를 정해 주세요. \
             그러면 그 기기까지 모두 로그아웃돼요. 로그인한 기기는 설정에서 볼 수 있어요.",
        ),
        Block::home_link(HOME, base_url),
    ];
    ("새 기기에서 로그인했어요", blocks)
}

fn invitation(from: &str, token: &str, until: Timestamp, base_url: &str) -> (&'static str, Vec<Block>) {
    let blocks = vec![
        Block::Paragraph(format!(
            "안녕하세요. {from} 님이 share-cloud에 초대했어요. 파일을 폴더에 두고 링크로 나눌 수 있는 곳이에요. 아래 링크를 열어 계정을 \
             만들어 주세요."
        )),
        Block::sign_up_link("내 계정 만들기", base_url, token),
        Block::Paragraph(format!(
            "링크는 이 주소로만, 한 번만 쓸 수 있고, {}까지 열려 있어요. 시간이 지났다면 {from} 님에게 다시 부탁해 주세요.",
            moment(until)
        )),
        Block::paragraph("누구인지 모르는 사람이라면 아무것도 하지 않아도 돼요. 직접 만들기 전에는 계정이 생기지 않아요."),
    ];
    ("share-cloud에 초대받았어요", blocks)
}

fn member_put(from: &str, to: Option<&str>, is_folder: bool, can_change: bool, base_url: &str) -> (&'static str, Vec<Block>) {
    let what = if is_folder { "폴더를" } else { "파일을" };
    let may = match (can_change, is_folder) {
        (true, true) => "보고 내려받을 수 있고, 안에 있는 것을 더하거나 고칠 수도 있어요.",
        (true, false) => "보고 내려받을 수 있고, 이전 버전으로 되돌릴 수도 있어요.",
        (false, _) => "보고 내려받을 수 있어요.",
    };
    let said = format!("{from} 님이 share-cloud에서 {what} 함께 쓰자고 공유했어요. {may}");
    let mut blocks = match to {
        Some(to) => vec![greeting(to), Block::Paragraph(said), Block::shared_link("나에게 공유된 항목 열기", base_url)],
        None => vec![
            Block::Paragraph(format!("안녕하세요. {said} 이 주소로 계정을 만들고 주소를 인증하면 바로 볼 수 있어요.")),
            Block::own_sign_up_link("내 계정 만들기", base_url),
        ],
    };
    blocks.push(Block::paragraph("누구인지 모르는 사람이라면 아무것도 하지 않거나, 나에게 공유된 항목에서 나가면 돼요."));
    if to.is_some() {
        blocks.push(notices::switch(base_url));
    }
    ("나에게 공유된 것이 있어요", blocks)
}

fn welcome(username: &str, base_url: &str) -> (&'static str, Vec<Block>) {
    let blocks = vec![
        greeting(username),
        Block::paragraph("이메일 주소가 인증됐어요. 이제 파일을 올리고, 폴더로 정리하고, 공유 링크로 나눌 수 있어요."),
        Block::Paragraph(format!("앞으로는 아이디({username})나 이 이메일 주소로 로그인할 수 있어요.")),
        Block::home_link("내 파일 열기", base_url),
        Block::paragraph(
            "가입한 적이 없다면 다른 사람이 이 메일함을 볼 수 있다는 뜻이에요. 메일함의 비밀번호부터 바꾸고, 이 클라우드를 운영하는 분에게 알려 \
             주세요.",
        ),
    ];
    ("가입을 환영해요", blocks)
}

fn account_closing(username: &str, at: Timestamp, until: Timestamp, base_url: &str) -> (&'static str, Vec<Block>) {
    let blocks = vec![
        greeting(username),
        Block::Paragraph(format!(
            "{}에 회원님의 share-cloud 계정을 닫았어요. 모든 기기에서 로그아웃됐고, 파일로 가는 링크도 모두 꺼졌어요.",
            moment(at)
        )),
        Block::Paragraph(format!(
            "{}까지 로그인하면 닫기가 취소되고, 파일과 링크가 전처럼 그대로 돌아와요. 그 뒤에는 파일은 물론 회원님에 대해 보관하던 것이 모두 \
             영영 지워지고, 아이디는 다른 사람이 쓸 수 있게 돼요.",
            moment(until)
        )),
        Block::home_link("로그인해서 계정 지키기", base_url),
        Block::paragraph("직접 닫았고 정말 그만 쓰려는 거라면 아무것도 하지 않아도 돼요."),
        Block::paragraph(
            "닫은 적이 없다면 누군가 비밀번호를 알고 있다는 뜻이에요. 지금 바로 로그인해서 비밀번호를 바꿔 주세요. 로그인할 수 없다면 로그인 화면에서 \
             ‘비밀번호 찾기’를 눌러 주세요.",
        ),
    ];
    ("계정을 닫고 있어요", blocks)
}

fn closing_undone(username: &str, at: Timestamp, base_url: &str) -> (&'static str, Vec<Block>) {
    let blocks = vec![
        greeting(username),
        Block::Paragraph(format!(
            "{}에 회원님의 share-cloud 계정에 로그인해서 계정 닫기가 취소됐어요. 파일과 링크는 전처럼 그대로예요.",
            moment(at)
        )),
        Block::paragraph("본인이라면 아무것도 하지 않아도 돼요. 설정에서 언제든 다시 닫을 수 있어요."),
        Block::paragraph(
            "본인이 아니라면 누군가 비밀번호를 알고 있다는 뜻이에요. 지금 바로 로그인 화면에서 ‘비밀번호 찾기’를 눌러 새 비밀번호를 정해 주세요. 그러면 \
             그 사람의 기기까지 모두 로그아웃돼요.",
        ),
        Block::home_link(HOME, base_url),
    ];
    ("계정을 다시 열었어요", blocks)
}
