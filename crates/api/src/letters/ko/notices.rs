//! The letters that tell what a notice in the app does, in Korean. Each can be switched off, and says where.

use super::{Block, greeting, moment};
use jiff::Timestamp;

/// Where such letters are switched off.
pub(super) fn switch(base_url: &str) -> Block {
    Block::Paragraph(format!("이런 메일은 설정의 ‘알림 받기’에서 끌 수 있어요: {base_url}/settings"))
}

pub(super) fn drop_received(username: &str, files: u64, base_url: &str) -> (&'static str, Vec<Block>) {
    let blocks = vec![
        greeting(username),
        Block::Paragraph(format!(
            "회원님이 만든 파일 요청 링크로 파일 {files}개가 들어왔어요. 그 링크의 폴더에 있어요. 뒤이어 오는 파일도 하나씩이 아니라 \
             모아서 알려 드려요."
        )),
        Block::own_links_link("내가 공유한 링크 열기", base_url),
        Block::paragraph("더는 받고 싶지 않다면 거기에서 링크를 잠시 멈추거나 끝내 주세요."),
        switch(base_url),
    ];
    ("파일이 들어왔어요", blocks)
}

pub(super) fn share_expiring(username: &str, until: Timestamp, base_url: &str) -> (&'static str, Vec<Block>) {
    let blocks = vec![
        greeting(username),
        Block::Paragraph(format!(
            "회원님이 만든 링크 하나가 {}에 끝나요. 그 뒤에는 링크를 열어도 아무것도 보이지 않아요. 파일은 그대로 있어요.",
            moment(until)
        )),
        Block::own_links_link("내가 공유한 링크 열기", base_url),
        Block::paragraph("아직 필요한 사람이 있다면 거기에서 끝나는 때를 뒤로 미뤄 주세요. 아니라면 아무것도 하지 않아도 돼요."),
        switch(base_url),
    ];
    ("곧 끝나는 링크가 있어요", blocks)
}

pub(super) fn room(username: &str, percent: u8, base_url: &str) -> (&'static str, Vec<Block>) {
    let what = if percent >= 95 {
        "곧 파일을 더 올릴 수 없고, 파일 요청 링크로도 받을 수 없어요. 지금 있는 파일은 그대로예요."
    } else {
        "아직은 더 올릴 수 있고, 지금 있는 파일은 그대로예요."
    };
    let blocks = vec![
        greeting(username),
        Block::Paragraph(format!("저장 공간을 {percent}% 이상 쓰고 있어요. {what}")),
        Block::paragraph("휴지통과 파일의 이전 버전도 공간을 차지해요. 휴지통을 비우면 바로 공간이 돌아와요."),
        Block::home_link("내 파일 열기", base_url),
        switch(base_url),
    ];
    if percent >= 95 { ("저장 공간이 거의 다 찼어요", blocks) } else { ("저장 공간이 얼마 남지 않았어요", blocks) }
}
