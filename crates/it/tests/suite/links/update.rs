//! Links that their owner changes: what is set holds from the next request on, under any number of takers.

use super::{change, share, visitor};
use crate::harness::World;
use crate::harness::files::text;
use futures::future::{join, join_all};
use serde_json::{Value, json};
use share_cloud_domain::problem::Code;

fn root() -> Value {
    json!({ "entry_ids": ["root"] })
}

#[tokio::test]
async fn what_an_owner_changes_of_a_link_holds_at_once_and_null_takes_it_away() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let file = minji.upload("root", "a.txt", b"hello").await;
    let made = share(&minji, &[text(&file, "id")], json!({ "note": "first", "max_downloads": 5 })).await;
    let visitor = visitor(&minji, &made);
    let taken = visitor.downloads(&root()).await.expect(200);
    let until = "2040-01-02T03:04:05.000Z";
    let changed = change(&minji, &made, json!({ "note": "둘째\r\n줄", "expires_at": until, "max_downloads": 9, "allow": "view" })).await;
    assert_eq!((&changed["id"], &changed["token"]), (&made["id"], &made["token"]), "the link stays the same");
    assert_eq!((&changed["downloads_used"], &changed["max_downloads"]), (&json!(1), &json!(9)));
    let opened = visitor.open().await.expect(200);
    assert_eq!((&opened["note"], &opened["expires_at"], &opened["downloads_left"]), (&json!("둘째\n줄"), &json!(until), &json!(8)));
    assert_eq!(opened["allow"], "view");
    visitor.downloads(&root()).await.refused(Code::Forbidden);
    visitor.downloads(&json!({ "entry_ids": ["root"], "download_id": taken["download_id"] })).await.refused(Code::Forbidden);
    let changed = change(&minji, &made, json!({ "note": null, "expires_at": null, "max_downloads": null, "allow": "download" })).await;
    assert_eq!((&changed["note"], &changed["expires_at"], &changed["max_downloads"]), (&Value::Null, &Value::Null, &Value::Null));
    let opened = visitor.open().await.expect(200);
    assert_eq!((&opened["note"], &opened["expires_at"], &opened["downloads_left"]), (&Value::Null, &Value::Null, &Value::Null));
    visitor.downloads(&root()).await.expect(200);
    assert_eq!(change(&minji, &made, json!({})).await["downloads_used"], 2, "nothing asked, nothing changed");
    world.finish().await;
}

#[tokio::test]
async fn another_password_ends_what_the_old_one_opened() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let file = minji.upload("root", "a.txt", b"hello").await;
    let made = share(&minji, &[text(&file, "id")], json!({})).await;
    let (mut one, mut two) = (visitor(&minji, &made), visitor(&minji, &made));
    let before = one.downloads(&root()).await.expect(200);
    let changed = change(&minji, &made, json!({ "password": "open sesame" })).await;
    assert_eq!(changed["has_password"], true);
    assert_eq!(one.open().await.expect(200), json!({ "needs_password": true }), "a link may get a password later");
    one.downloads(&json!({ "entry_ids": ["root"], "download_id": before["download_id"] })).await.refused(Code::Unauthorized);
    one.unlock("open sesame").await;
    let taken = one.downloads(&root()).await.expect(200);
    // The same password set anew counts as another: whoever told it to too many sets it again, and all say it again.
    for password in ["open sesame", "close sesame"] {
        change(&minji, &made, json!({ "password": password })).await;
        one.open().await.refused(Code::Unauthorized);
        one.list("root").await.refused(Code::Unauthorized);
        one.downloads(&root()).await.refused(Code::Unauthorized);
        one.downloads(&json!({ "entry_ids": ["root"], "download_id": taken["download_id"] })).await.refused(Code::Unauthorized);
        two.unlock(password).await;
        two.open().await.expect(200);
    }
    two.try_password("open sesame").await.refused(Code::InvalidCredentials);
    let changed = change(&minji, &made, json!({ "password": null })).await;
    assert_eq!(changed["has_password"], false);
    visitor(&minji, &made).open().await.expect(200);
    assert!(!changed.to_string().contains("argon2"), "{changed}");
    world.finish().await;
}

#[tokio::test]
async fn a_paused_link_says_so_to_every_request_and_opens_again() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let folder = minji.folder("root", "secret folder").await;
    minji.upload(&folder, "a.txt", b"hello").await;
    let (open, locked) =
        (share(&minji, &[&folder], json!({})).await, share(&minji, &[&folder], json!({ "password": "pass phrase" })).await);
    let (open_visitor, mut locked_visitor) = (visitor(&minji, &open), visitor(&minji, &locked));
    locked_visitor.unlock("pass phrase").await;
    let taken = open_visitor.downloads(&root()).await.expect(200);
    for share in [&open, &locked] {
        let paused = change(&minji, share, json!({ "paused": true })).await;
        assert_eq!((&paused["paused"], &paused["state"]), (&json!(true), &json!("paused")));
    }
    for visitor in [&open_visitor, &locked_visitor] {
        for answer in [
            visitor.open().await,
            visitor.list("root").await,
            visitor.downloads(&root()).await,
            visitor.downloads(&json!({ "entry_ids": ["root"], "download_id": taken["download_id"] })).await,
            visitor.try_password("pass phrase").await,
        ] {
            answer.refused(Code::SharePaused);
            assert!(!answer.text().contains("secret"), "{answer}");
        }
    }
    for share in [&open, &locked] {
        assert_eq!(change(&minji, share, json!({ "paused": false })).await["state"], "active");
    }
    let again = json!({ "entry_ids": ["root"], "download_id": taken["download_id"] });
    open_visitor.downloads(&again).await.expect(200);
    locked_visitor.open().await.expect(200);
    change(&minji, &open, json!({ "paused": true })).await;
    minji.delete(&format!("/api/shares/{}", text(&open, "id"))).await.expect(204);
    open_visitor.open().await.refused(Code::ShareEnded);
    world.finish().await;
}

#[tokio::test]
async fn fewer_downloads_than_were_taken_are_refused_and_more_open_a_link_again() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let file = minji.upload("root", "a.txt", b"hello").await;
    let made = share(&minji, &[text(&file, "id")], json!({ "max_downloads": 3 })).await;
    let path = format!("/api/shares/{}", text(&made, "id"));
    let visitor = visitor(&minji, &made);
    for _ in 0..2 {
        visitor.downloads(&root()).await.expect(200);
    }
    minji.patch(&path, &json!({ "max_downloads": 1, "note": "not this either" })).await.invalid_at("max_downloads", "below_used");
    let same = change(&minji, &made, json!({})).await;
    assert_eq!((&same["max_downloads"], &same["note"]), (&json!(3), &Value::Null), "all of a change or nothing");
    let ended = change(&minji, &made, json!({ "max_downloads": 2 })).await;
    assert_eq!(ended["state"], "used_up");
    visitor.downloads(&root()).await.refused(Code::ShareEnded);
    assert_eq!(change(&minji, &made, json!({ "max_downloads": 3 })).await["state"], "active");
    visitor.downloads(&root()).await.expect(200);
    visitor.downloads(&root()).await.refused(Code::ShareEnded);
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_limit_that_is_lowered_among_a_hundred_takers_is_never_passed() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let file = minji.upload("root", "a.txt", b"hello").await;
    let made = share(&minji, &[text(&file, "id")], json!({ "max_downloads": 60 })).await;
    let path = format!("/api/shares/{}", text(&made, "id"));
    let visitor = visitor(&minji, &made);
    let body = root();
    let lower = async {
        let mut most = 60;
        for wanted in [50, 40, 30, 20, 10] {
            let answer = minji.patch(&path, &json!({ "max_downloads": wanted })).await;
            match answer.status {
                200 => most = wanted,
                _ => answer.invalid_at("max_downloads", "below_used"),
            }
        }
        most
    };
    let (answers, most) = join(join_all((0..100).map(|_| visitor.downloads(&body))), lower).await;
    let taken = answers.iter().filter(|answer| answer.status == 200).count();
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        answer.refused(Code::ShareEnded);
    }
    let seen = change(&minji, &made, json!({})).await;
    assert_eq!(seen["downloads_used"], json!(taken));
    assert_eq!((&seen["max_downloads"], taken), (&json!(most), most), "as many as the last limit says");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_takes_a_download_after_an_owner_was_told_that_the_link_is_paused_or_has_another_password() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let file = minji.upload("root", "a.txt", b"hello").await;
    for (more, ending, code) in [
        (json!({ "paused": true }), Code::SharePaused, "share_paused"),
        (json!({ "password": "a new one of all" }), Code::Unauthorized, "unauthorized"),
    ] {
        let made = share(&minji, &[text(&file, "id")], json!({})).await;
        let visitor = visitor(&minji, &made);
        let body = root();
        let ended = async {
            change(&minji, &made, more).await;
            change(&minji, &made, json!({})).await["downloads_used"].as_u64().unwrap()
        };
        let (answers, used) = join(join_all((0..60).map(|_| visitor.downloads(&body))), ended).await;
        for answer in answers.iter().filter(|answer| answer.status != 200) {
            assert_eq!(answer.code().unwrap(), code, "{answer}");
        }
        assert_eq!(change(&minji, &made, json!({})).await["downloads_used"], used, "none was counted afterwards");
        assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), usize::try_from(used).unwrap());
        visitor.downloads(&body).await.refused(ending);
    }
    world.finish().await;
}

#[tokio::test]
async fn a_change_that_makes_no_sense_or_of_anothers_link_is_refused() {
    let world = World::fresh().await;
    let (minji, jiho) = (world.person("minji").await, world.person("jiho").await);
    let file = minji.upload("root", "a.txt", b"hello").await;
    let made = share(&minji, &[text(&file, "id")], json!({})).await;
    let path = format!("/api/shares/{}", text(&made, "id"));
    for (field, value) in [
        ("password", json!("")),
        ("password", json!("7 chars")),
        ("password", json!("p".repeat(1_025))),
        ("expires_at", json!("2020-01-01T00:00:00Z")),
        ("expires_at", json!("tomorrow")),
        ("max_downloads", json!(0)),
        ("max_downloads", json!(-1)),
        ("max_downloads", json!(1_000_001)),
        ("note", json!("n".repeat(2_001))),
        ("note", json!(5)),
        ("allow", json!("drop")),
        ("allow", json!("everything")),
        ("paused", json!("yes")),
        ("entry_ids", json!(["root"])),
        ("downloads_used", json!(0)),
        ("opens", json!(0)),
    ] {
        let answer = minji.patch(&path, &json!({ field: value })).await;
        assert_eq!(answer.invalid().first().map(|(field, _)| field.clone()).as_deref(), Some(field), "{answer}");
    }
    jiho.patch(&path, &json!({ "paused": true })).await.refused(Code::NotFound);
    for wrong in ["nonsense", &"0".repeat(32), text(&made, "token")] {
        minji.patch(&format!("/api/shares/{wrong}"), &json!({ "paused": true })).await.refused(Code::NotFound);
    }
    visitor(&minji, &made).open().await.expect(200);
    minji.delete(&path).await.expect(204);
    minji.patch(&path, &json!({ "paused": false })).await.refused(Code::NotFound);
    world.finish().await;
}
