//! The lists of uploads and of links: page after page, each once, in their order.

use crate::harness::files::{sized, text};
use crate::harness::{Person, World};
use serde_json::{Value, json};

/// Everything in a list, in pages of this size.
async fn all(person: &Person, path: &str, limit: usize) -> Vec<String> {
    let (mut ids, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = person.get(&format!("{path}?limit={limit}{cursor}")).await.expect(200);
        let items = page["items"].as_array().unwrap();
        assert!(items.len() <= limit, "{page}");
        ids.extend(items.iter().map(|item| text(item, if path == "/api/shares" { "id" } else { "upload_id" }).to_owned()));
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return ids,
        }
    }
}

async fn holds(world: &World, owner: &Person, other: &Person, path: &str, expected: &[String]) {
    for limit in [1, 2, 3, 6, 7, 8, 1_000] {
        assert_eq!(all(owner, path, limit).await, expected, "{path} by {limit}");
    }
    assert_eq!(all(other, path, 10).await, Vec::<String>::new());
    let page = owner.get(&format!("{path}?limit=2")).await.expect(200);
    let cursor = text(&page, "next_cursor");
    other.get(&format!("{path}?cursor={cursor}")).await.invalid_at("cursor", "invalid");
    let elsewhere = if path == "/api/shares" { "/api/uploads" } else { "/api/shares" };
    owner.get(&format!("{elsewhere}?cursor={cursor}")).await.invalid_at("cursor", "invalid");
    for (query, field) in
        [("limit=0", "limit"), ("limit=1001", "limit"), ("limit=x", "limit"), ("cursor=x", "cursor"), ("sort=name", "sort")]
    {
        let fields = owner.get(&format!("{path}?{query}")).await.invalid();
        assert_eq!((fields.len(), fields[0].0.as_str()), (1, field), "{query}: {fields:?}");
    }
    let whole = owner.get(path).await.expect(200);
    assert_eq!((whole["items"].as_array().unwrap().len(), &whole["next_cursor"]), (expected.len(), &Value::Null));
    // A second later, so that the next thing comes after all of these.
    world.advance_ms(1_000);
}

#[tokio::test]
async fn open_uploads_are_listed_page_after_page_the_oldest_first() {
    let world = World::fresh().await;
    let (minji, jiho) = (world.person("minji").await, world.person("jiho").await);
    let mut ids = Vec::new();
    for n in 0..7 {
        ids.push(text(&minji.start_one(&sized(&format!("{n}"), 5)).await, "upload_id").to_owned());
        world.advance_ms(1);
    }
    holds(&world, &minji, &jiho, "/api/uploads", &ids).await;
    minji.delete(&format!("/api/uploads/{}", ids.remove(3))).await.expect(204);
    assert_eq!(all(&minji, "/api/uploads", 2).await, ids);
    world.finish().await;
}

#[tokio::test]
async fn links_are_listed_page_after_page_the_newest_first() {
    let world = World::fresh().await;
    let (minji, jiho) = (world.person("minji").await, world.person("jiho").await);
    let mut ids = Vec::new();
    for _ in 0..7 {
        let share = minji.post("/api/shares", &json!({ "entry_ids": ["root"], "allow": "download" })).await.expect(201);
        ids.insert(0, text(&share, "id").to_owned());
        world.advance_ms(1);
    }
    holds(&world, &minji, &jiho, "/api/shares", &ids).await;
    minji.delete(&format!("/api/shares/{}", ids.remove(3))).await.expect(204);
    assert_eq!(all(&minji, "/api/shares", 2).await, ids);
    world.finish().await;
}
