//! Every route against every kind of caller, as a table. A route without a row fails, and so does a row without a route.

mod callers;
mod grants;
mod rows;

use self::callers::{CALLERS, Stage};
use self::rows::{Row, rows};
use share_cloud_api::route::Caller as RouteCaller;
use share_cloud_api::routes;
use share_cloud_domain::problem::Code;
use std::collections::BTreeSet;

/// Asserts one cell: a status alone, or the code of a problem.
fn mismatch(row: &Row, caller: &str, expected: &str, answer: &crate::harness::Answer) -> Option<String> {
    let found = answer.code().unwrap_or_else(|| answer.status.to_string());
    if found == expected {
        if let Some(code) = Code::ALL.iter().find(|code| code.as_str() == found) {
            answer.refused(*code);
        }
        return None;
    }
    Some(format!("{} ({}) as {caller}: expected {expected}, found {found}: {answer}", row.route, row.what))
}

#[tokio::test]
async fn every_route_answers_every_caller_as_the_table_says() {
    let stage = Stage::set().await;
    let mut wrong = Vec::new();
    for row in rows() {
        for (caller, expected) in CALLERS.iter().zip(row.expected) {
            let call = caller.bring(&stage, (row.call)(&stage, caller));
            let answer = stage.stranger.send(call).await;
            wrong.extend(mismatch(&row, caller.name(), expected, &answer));
            if answer.status >= 400 {
                wrong.extend(
                    stage.secrets().filter(|secret| answer.text().contains(*secret)).map(|secret| format!("{answer} tells {secret}")),
                );
            }
        }
    }
    assert!(wrong.is_empty(), "{} cells are wrong:\n{}", wrong.len(), wrong.join("\n"));
    stage.world.finish().await;
}

#[test]
fn every_route_has_a_row_and_every_row_a_route() {
    let routes: BTreeSet<&str> = routes::all().iter().map(|listed| listed.route.name).collect();
    let rows: BTreeSet<&str> = rows().iter().map(|row| row.route).collect();
    assert_eq!(routes, rows);
}

#[test]
fn every_route_that_a_link_opens_has_rows_for_an_open_a_locked_a_bent_a_paused_a_revoked_and_a_drop_link() {
    for listed in routes::all().iter().filter(|listed| listed.route.caller == RouteCaller::Link) {
        for kind in ["open link", "locked link", "bent link", "paused link", "revoked link", "drop link"] {
            let has_row = rows().iter().any(|row| row.route == listed.route.name && row.what == kind);
            assert!(has_row, "{} has no row for: {kind}", listed.route.name);
        }
    }
}

#[test]
fn every_route_of_an_account_with_an_id_in_its_path_has_a_row_for_one_of_the_owners() {
    let with_id = |listed: &&routes::Listed| listed.route.caller == RouteCaller::Account && listed.route.path.contains('{');
    for listed in routes::all().iter().filter(with_id) {
        let has_row = rows().iter().any(|row| row.route == listed.route.name && row.what == "the owner's");
        assert!(has_row, "{} has no row for: the owner's", listed.route.name);
    }
}
