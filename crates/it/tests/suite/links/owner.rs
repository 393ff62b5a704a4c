//! Links as their owner makes, sees and ends them.

use super::{share, visitor};
use crate::harness::World;
use crate::harness::files::text;
use serde_json::{Value, json};
use share_cloud_domain::problem::Code;

#[tokio::test]
async fn a_new_share_shows_its_link_and_opens_without_an_account() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    minji.patch("/api/account", &json!({ "display_name": "김민지" })).await.expect(200);
    let folder = minji.folder("root", "여행").await;
    minji.upload(&folder, "사진.jpg", b"photo").await;
    let made = share(&minji, &[&folder], json!({ "note": "잘 보세요\r\n둘째 줄" })).await;
    assert_eq!(text(&made, "url"), format!("{}/s/{}", world.base_url, text(&made, "token")));
    assert!(text(&made, "token").len() >= 43, "128 bits of id and as many of proof");
    let shown = json!({
        "entry_ids": [folder], "allow": "download", "expires_at": null, "max_downloads": null, "downloads_used": 0, "paused": false
    });
    for (field, value) in shown.as_object().unwrap() {
        assert_eq!(&made[field], value, "{field}");
    }
    let opened = visitor(&minji, &made).open().await.expect(200);
    assert_eq!((&opened["owner_name"], &opened["allow"]), (&json!("김민지"), &json!("download")));
    assert_eq!(
        (&opened["note"], &opened["expires_at"], &opened["downloads_left"]),
        (&json!("잘 보세요\n둘째 줄"), &Value::Null, &Value::Null)
    );
    let entry = &opened["entries"][0];
    assert_eq!(
        (&entry["id"], &entry["name"], &entry["parent_id"], &entry["total_bytes"]),
        (&json!(folder), &json!("여행"), &Value::Null, &json!(5))
    );
    let text = opened.to_string();
    for hidden in [minji.id.as_str(), &minji.email, &minji.root_id, "minji"] {
        assert!(!text.contains(hidden), "{hidden} in {text}");
    }
    world.finish().await;
}

#[tokio::test]
async fn a_share_is_listed_until_it_is_revoked_and_its_token_can_be_seen_again() {
    let world = World::fresh().await;
    let (minji, jiho) = (world.person("minji").await, world.person("jiho").await);
    let file = minji.upload("root", "a.txt", b"a").await;
    let (one, two) =
        (share(&minji, &[text(&file, "id")], json!({})).await, share(&minji, &["root"], json!({ "password": "open sesame" })).await);
    assert_ne!(one["token"], two["token"]);
    let listed = minji.get("/api/shares").await.expect(200);
    let mut tokens: Vec<&str> = listed["items"].as_array().unwrap().iter().map(|share| text(share, "token")).collect();
    let mut expected = [text(&one, "token"), text(&two, "token")];
    tokens.sort_unstable();
    expected.sort_unstable();
    assert_eq!(tokens, expected);
    assert_eq!(jiho.get("/api/shares").await.expect(200)["items"], json!([]));

    let path = format!("/api/shares/{}", text(&one, "id"));
    jiho.delete(&path).await.refused(Code::NotFound);
    visitor(&minji, &one).open().await.expect(200);
    minji.delete(&path).await.expect(204);
    let listed = minji.get("/api/shares").await.expect(200);
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    for wrong in ["nonsense", &"0".repeat(32), text(&one, "token")] {
        minji.delete(&format!("/api/shares/{wrong}")).await.refused(Code::NotFound);
    }
    world.finish().await;
}

#[tokio::test]
async fn a_revoked_link_is_gone_at_once_for_everything() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let folder = minji.folder("root", "folder").await;
    minji.upload(&folder, "a.txt", b"a").await;
    let (open, locked) =
        (share(&minji, &[&folder], json!({})).await, share(&minji, &[&folder], json!({ "password": "open sesame" })).await);
    let (open_visitor, mut locked_visitor) = (visitor(&minji, &open), visitor(&minji, &locked));
    locked_visitor.unlock("open sesame").await;
    let taken = open_visitor.downloads(&json!({ "entry_ids": ["root"] })).await.expect(200);
    for share in [&open, &locked] {
        minji.delete(&format!("/api/shares/{}", text(share, "id"))).await.expect(204);
    }
    for visitor in [&open_visitor, &locked_visitor] {
        visitor.open().await.refused(Code::ShareEnded);
        visitor.list("root").await.refused(Code::ShareEnded);
        visitor.list(&folder).await.refused(Code::ShareEnded);
        visitor.downloads(&json!({ "entry_ids": ["root"] })).await.refused(Code::ShareEnded);
    }
    open_visitor.downloads(&json!({ "entry_ids": ["root"], "download_id": taken["download_id"] })).await.refused(Code::ShareEnded);
    locked_visitor.try_password("open sesame").await.refused(Code::ShareEnded);
    world.finish().await;
}

#[tokio::test]
async fn a_share_that_makes_no_sense_is_refused() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let file = minji.upload("root", "a.txt", b"a").await;
    let bent = |field: &str, value: Value| {
        let mut body = json!({ "entry_ids": [text(&file, "id")], "allow": "download" });
        body[field] = value;
        body
    };
    for (field, value) in [
        ("entry_ids", json!([])),
        ("entry_ids", json!("root")),
        ("entry_ids", json!(vec!["root"; 1_001])),
        ("allow", json!("everything")),
        ("allow", json!(null)),
        ("password", json!("")),
        ("password", json!("p".repeat(1_025))),
        ("expires_at", json!("2020-01-01T00:00:00Z")),
        ("expires_at", json!("tomorrow")),
        ("max_downloads", json!(0)),
        ("max_downloads", json!(-1)),
        ("max_downloads", json!(1.5)),
        ("max_downloads", json!("10")),
        ("max_downloads", json!(4_294_967_297_u64)),
        ("note", json!("n".repeat(2_001))),
        ("note", json!("a\u{202E}b")),
        ("token", json!("mine")),
        ("downloads_used", json!(0)),
        ("paused", json!(true)),
    ] {
        let fields = minji.post("/api/shares", &bent(field, value.clone())).await.invalid();
        assert!(fields.len() == 1 && fields[0].0.starts_with(field), "{field} {value}: {fields:?}");
    }
    assert_eq!(minji.get("/api/shares").await.expect(200)["items"], json!([]));
    world.finish().await;
}
