//! The list of accounts.

use super::{found, names};
use crate::harness::{Person, World};
use serde_json::{Value, json};
use share_cloud_domain::problem::Code;

#[tokio::test]
async fn accounts_are_listed_by_username_page_after_page_each_once() {
    let world = World::fresh().await;
    let admin = world.person("minji").await;
    let mut expected = vec!["minji".to_owned()];
    for name in ["anna", "ann", "an-na", "an.na", "an_na", "an0", "zoe", "bora", "bora2", "minjib", "minj", "kim"] {
        Person::sign_up(&world.stranger(), name, &format!("{name}@example.com")).await;
        expected.push(name.to_owned());
    }
    expected.sort();
    for limit in [1, 2, 5, 12, 13, 14, 1_000] {
        assert_eq!(names(&admin, "", limit).await, expected, "by {limit}");
    }
    for (prefix, wanted) in [("an", vec!["an-na", "an.na", "an0", "an_na", "ann", "anna"]), ("MINJ", vec!["minj", "minji", "minjib"])] {
        assert_eq!(names(&admin, &format!("q={prefix}"), 2).await, wanted);
    }
    for nobody in ["q=xyz", "q=%EB%AF%BC%EC%A7%80", "q=nobody%40example.com", "q=a%25"] {
        assert_eq!(names(&admin, nobody, 2).await, Vec::<String>::new(), "{nobody}");
    }
    world.finish().await;
}

#[tokio::test]
async fn an_account_is_found_by_its_whole_confirmed_address() {
    let world = World::fresh().await;
    let admin = world.person("minji").await;
    let jiho = world.person("jiho").await;
    world.newcomer("sora").await;
    assert_eq!(names(&admin, "q=JIHO%40example.com", 10).await, ["jiho"]);
    assert_eq!(names(&admin, "q=sora%40example.com", 10).await, Vec::<String>::new(), "nobody has confirmed it");
    assert_eq!(names(&admin, "q=jiho%40example.co", 10).await, Vec::<String>::new());
    assert_eq!(found(&admin, "q=jiho", 10).await[0]["id"], json!(jiho.id));
    world.finish().await;
}

#[tokio::test]
async fn an_admin_sees_who_and_how_much_and_never_what() {
    let world = World::with(|settings| settings.quota_bytes = 1_000).await;
    let admin = world.person("minji").await;
    let jiho = world.person("jiho").await;
    let file = jiho.upload("root", "a secret name.txt", &[7; 300]).await;
    let sora = Person::sign_up(&world.stranger(), "sora", "sora@example.com").await;
    let seen = world.now();
    let shown = found(&admin, "q=jiho", 10).await.remove(0);
    let storage = json!({ "quota_bytes": 1_000, "used_bytes": 300, "reserved_bytes": 0, "free_bytes": 700, "over_quota": false });
    let created_at = shown["created_at"].clone();
    let expected = json!({
        "id": jiho.id, "username": "jiho", "email": "jiho@example.com", "email_verified": true, "display_name": null, "role": "user",
        "status": "active", "created_at": created_at, "last_seen_at": format!("{seen:.3}"), "closes_at": null, "storage": storage
    });
    assert_eq!(shown, expected);
    let never = found(&admin, "q=sora", 10).await.remove(0);
    assert_eq!((&never["last_seen_at"], &never["email_verified"], &never["id"]), (&Value::Null, &json!(false), &json!(sora.id)));
    // Being an admin opens nothing of theirs.
    let id = file["id"].as_str().unwrap();
    for path in [format!("/api/entries/{id}"), format!("/api/folders/{}/entries", jiho.root_id), format!("/api/entries/{id}/content")] {
        admin.get(&path).await.refused(Code::NotFound);
    }
    world.finish().await;
}

#[tokio::test]
async fn when_an_account_was_last_seen_is_known_to_the_hour() {
    let world = World::fresh().await;
    let admin = world.person("minji").await;
    let mut jiho = world.person("jiho").await;
    let last_seen = async |admin: &Person| found(admin, "q=jiho", 1).await[0]["last_seen_at"].clone();
    let signed_in = world.now();
    world.advance_ms(9 * 60_000);
    jiho.refresh().await;
    assert_eq!(last_seen(&admin).await, json!(format!("{signed_in:.3}")), "a refresh within the hour writes nothing");
    world.advance_ms(52 * 60_000);
    jiho.refresh().await;
    let mut again = admin.clone();
    again.sign_in().await;
    assert_eq!(last_seen(&again).await, json!(format!("{:.3}", world.now())));
    world.finish().await;
}

#[tokio::test]
async fn a_cursor_of_the_list_is_good_for_its_search_and_its_admin_alone() {
    let world = World::fresh().await;
    let admin = world.person("minji").await;
    let other = world.person("minho").await;
    super::change(&admin, &other.id, &json!({ "role": "admin" })).await.expect(200);
    let page = admin.get("/api/admin/accounts?limit=1&q=min").await.expect(200);
    let cursor = page["next_cursor"].as_str().unwrap();
    admin.get(&format!("/api/admin/accounts?cursor={cursor}")).await.invalid_at("cursor", "invalid");
    other.get(&format!("/api/admin/accounts?q=min&cursor={cursor}")).await.invalid_at("cursor", "invalid");
    admin.get(&format!("/api/admin/accounts?q=MIN&cursor={cursor}")).await.expect(200);
    for (query, field) in [("limit=0", "limit"), ("limit=1001", "limit"), ("cursor=x", "cursor"), ("sort=name", "sort")] {
        let fields = admin.get(&format!("/api/admin/accounts?{query}")).await.invalid();
        assert_eq!((fields.len(), fields[0].0.as_str()), (1, field), "{query}: {fields:?}");
    }
    world.finish().await;
}
