//! What nobody asks for: rounds of the sweep.

use super::sheet::Sheet;
use crate::harness::files::{text, wanted};
use std::sync::Arc;

const DAY_MS: i64 = 24 * 3_600_000;

pub(super) async fn measure(sheet: &mut Sheet) {
    let house = Arc::clone(&sheet.house);
    // Everything that the acts before owe is done.
    house.clock.advance_ms(32 * DAY_MS);
    house.work().await;
    house.clock.advance_ms(3 * DAY_MS);
    house.work().await;
    sheet.chapter("What nobody asks for");
    sheet.sweep("a round with nothing to do").await;
    let mina = house.person("mina").await;
    mina.start_one(&wanted("root", "left open.txt", b"small")).await;
    house.clock.advance_ms(8 * DAY_MS);
    sheet.sweep("a round that ends an upload left open").await;
    house.clock.advance_ms(2 * DAY_MS);
    sheet.sweep("a round that looks for what it left").await;
    let mut mina = mina;
    mina.sign_in().await.expect(200);
    let file = mina.upload("root", "a file.txt", b"small").await;
    mina.trash(text(&file, "id")).await;
    house.work().await;
    house.clock.advance_ms(31 * DAY_MS);
    sheet.sweep("a round that deletes a file 30 days after it was trashed").await;
    house.clock.advance_ms(2 * DAY_MS);
    sheet.sweep("a round that removes its bytes").await;
}
