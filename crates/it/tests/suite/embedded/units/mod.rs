//! What each act costs in DynamoDB's units and in requests to the bucket: docs/UNITS.md, made by doing each of them.

mod accounts;
mod files;
mod folders;
mod house;
mod later;
mod links;
mod members;
mod meter;
mod sheet;
mod table;

use self::house::House;
use self::sheet::Sheet;
use share_cloud_api::routes;
use std::fs;
use std::path::Path;

/// Set it to have the page written instead of compared: `make generate` does.
const WRITE: &str = "SHARE_CLOUD_WRITE_GENERATED";

#[tokio::test(flavor = "multi_thread")]
async fn generated_units_md_is_what_every_act_costs() {
    let mut sheet = Sheet::new(House::fresh().await);
    Box::pin(accounts::measure(&mut sheet)).await;
    Box::pin(folders::measure(&mut sheet)).await;
    Box::pin(files::measure(&mut sheet)).await;
    Box::pin(links::measure(&mut sheet)).await;
    Box::pin(members::measure(&mut sheet)).await;
    Box::pin(members::measure_admins(&mut sheet)).await;
    Box::pin(later::measure(&mut sheet)).await;
    let (page, requests, house) = sheet.end();
    house.finish().await;
    let missing = routes::all().into_iter().map(|listed| listed.route.name).filter(|name| !requests.contains(*name));
    assert_eq!(missing.collect::<Vec<_>>(), Vec::<&str>::new(), "no row shows what these routes cost");
    check(&page);
}

fn check(page: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/UNITS.md");
    let is_written = std::env::var_os(WRITE).is_some();
    if is_written {
        return fs::write(path, page).unwrap();
    }
    let found = fs::read_to_string(path).unwrap_or_default();
    let other = page.lines().zip(found.lines()).find(|(measured, written)| measured != written);
    assert!(found == page, "docs/UNITS.md is stale: run `make generate`. The first other line, as measured and as written: {other:#?}");
}
