//! Segments: whatever is packed when, a search finds what is there; and wherever whoever packs ends, nothing is left behind.

use crate::files::search::{found, named};
use crate::harness::files::text;
use crate::harness::{Person, World};
use jiff::SignedDuration;
use serde_json::json;
use share_cloud_aws::db::search::SearchRecord;
use share_cloud_aws::objects::ObjectKey;
use share_cloud_domain::ids::{AccountId, VersionId};
use share_cloud_local::store::{Fault, Operation, Point, Rule};
use std::collections::BTreeMap;

/// After so long what changed is packed, in seconds.
const OLD_S: i64 = 3 * 60;

fn account(person: &Person) -> AccountId {
    AccountId::parse(&person.id).unwrap()
}

async fn record(world: &World, person: &Person) -> Option<SearchRecord> {
    world.app().db().search_record(&account(person)).await.unwrap()
}

/// Has everything packed that is old enough.
async fn pack(world: &World, person: &Person) -> SearchRecord {
    world.app().db().ask_for_segments(&account(person), false, world.now()).await.unwrap();
    world.work().await;
    record(world, person).await.unwrap()
}

/// Numbers that look drawn, from a seed.
struct Drawn(u64);

impl Drawn {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }
}

const SYLLABLES: [&str; 12] = ["보고", "서", "회의", "록", "사진", "re", "Port", "IMG_", "20", "24", " ", "é"];

fn drawn_name(drawn: &mut Drawn, n: usize) -> String {
    let words: String = (0..1 + drawn.below(4)).map(|_| SYLLABLES[drawn.below(SYLLABLES.len())]).collect();
    format!("{words}.{n}")
}

/// What the account has, as a person remembers it: name, folder, whether it is in the trash.
type Model = BTreeMap<String, (String, String, bool)>;

/// Whether nothing on the way up is in the trash.
fn is_live<'a>(model: &'a Model, mut id: &'a str) -> bool {
    while let Some((_, parent, is_trashed)) = model.get(id) {
        if *is_trashed {
            return false;
        }
        id = parent;
    }
    true
}

/// What a part of a name must find: everything whose name has it and that lies in no trashed folder.
fn expected(model: &Model, part: &str) -> Vec<String> {
    let has = |name: &str| name.to_lowercase().contains(&part.to_lowercase());
    let live = model.iter().filter(|(id, (name, ..))| is_live(model, id) && has(name));
    let mut names: Vec<String> = live.map(|(_, (name, ..))| name.clone()).collect();
    names.sort();
    names
}

/// One thing that a person does, in the account and in the model.
async fn act(person: &Person, model: &mut Model, drawn: &mut Drawn, n: usize) {
    let ids: Vec<String> = model.keys().cloned().collect();
    let one = ids.get(drawn.below(ids.len().max(1))).cloned();
    match (drawn.below(8), one) {
        (0, Some(id)) => {
            let name = drawn_name(drawn, n);
            let answer = person.patch(&format!("/api/entries/{id}"), &json!({ "name": name })).await;
            if answer.status == 200 {
                model.get_mut(&id).unwrap().0 = name;
            }
        }
        (1, Some(id)) => {
            if person.delete(&format!("/api/entries/{id}")).await.status == 204 {
                model.get_mut(&id).unwrap().2 = true;
            }
        }
        (2, Some(id)) if model[&id].2 => {
            let back = person.put_back(&id).await;
            let entry = model.get_mut(&id).unwrap();
            (entry.1, entry.2) = (text(&back, "parent_id").to_owned(), false);
        }
        (3, Some(id)) => {
            let to = &ids[drawn.below(ids.len())];
            if person.patch(&format!("/api/entries/{id}"), &json!({ "parent_id": to })).await.status == 200 {
                model.get_mut(&id).unwrap().1.clone_from(to);
            }
        }
        (4, Some(id)) => drop(person.patch(&format!("/api/entries/{id}"), &json!({ "starred": true })).await),
        (_, parent) => {
            let name = drawn_name(drawn, n);
            let parent = parent.filter(|_| !n.is_multiple_of(3)).unwrap_or_else(|| person.root_id.clone());
            let answer = person.post("/api/folders", &json!({ "parent_id": parent, "name": name })).await;
            if answer.status == 201 {
                model.insert(text(&answer.json(), "id").to_owned(), (name, parent, false));
            }
        }
    }
}

#[tokio::test]
async fn whatever_is_packed_when_a_search_finds_what_a_simple_model_has() {
    for seed in [1, 2, 3] {
        let world = World::fresh().await;
        let mut person = world.person("minji").await;
        let (mut model, mut drawn) = (Model::new(), Drawn(seed));
        for n in 0..120 {
            act(&person, &mut model, &mut drawn, n).await;
            world.advance_ms(i64::try_from(drawn.below(3)).unwrap());
            if n % 17 == 16 {
                world.advance_s(if n % 2 == 0 { OLD_S } else { 30 }).await;
                pack(&world, &person).await;
                person.sign_in().await;
            }
            if n % 12 == 11 {
                for part in ["보", "서", "re", "IMG_2", "4", "t 2", "É", "."] {
                    assert_eq!(named(&person, part).await, expected(&model, part), "seed {seed}, step {n}, {part:?}");
                }
            }
        }
        let whole = found(&person, "/api/search?q=.", 100).await;
        for limit in [1, 7, 30] {
            assert_eq!(found(&person, "/api/search?q=.", limit).await, whole, "seed {seed} by {limit}");
        }
        assert!(record(&world, &person).await.unwrap().entries() > 20);
        world.finish().await;
    }
}

async fn folders(person: &Person, names: impl IntoIterator<Item = String>) {
    for name in names {
        person.folder("root", &name).await;
    }
}

#[tokio::test]
async fn whoever_packs_may_fail_at_every_step_and_leaves_nothing() {
    let world = World::fresh().await;
    let mut person = world.person("minji").await;
    folders(&person, (0..5).map(|n| format!("first {n}"))).await;
    world.advance_s(OLD_S).await;
    pack(&world, &person).await;
    for (operation, point) in [
        (Operation::PutObject, Point::Request),
        (Operation::PutObject, Point::Sync),
        (Operation::PutObject, Point::Commit),
        (Operation::PutObject, Point::Answer),
        (Operation::GetObject, Point::Request),
    ] {
        folders(&person, [format!("second {point:?} {operation:?}")]).await;
        world.advance_s(OLD_S).await;
        world.faults.inject(Rule { operation: Some(operation), point, fault: Fault::BrokenDisk, skip: 0, times: 40 });
        world.app().db().ask_for_segments(&account(&person), false, world.now()).await.unwrap();
        world.work().await;
        world.faults.clear();
        person.sign_in().await;
        assert_eq!(named(&person, "first").await.len(), 5);
        world.advance_s(1).await;
        let record = record(&world, &person).await.unwrap();
        assert_eq!((record.build_at, record.lost, record.segments.len()), (None, false, 1), "{operation:?} {point:?}");
    }
    assert_eq!(record(&world, &person).await.unwrap().entries(), 10);
    // Stored, and never named: whoever did it ended between the two.
    let app = world.app();
    let random = VersionId::from_random([9; 16]);
    app.db().note_segment(&account(&person), random.clone(), app.now()).await.unwrap();
    let key = ObjectKey::content(&account(&person), &random);
    app.objects().put(&key, b"scs1".to_vec()).await.unwrap();
    assert!(world.audit().await.breaches.is_empty());
    world.advance_s(24 * 3_600 - 1).await;
    assert!(world.app().objects().head(&key).await.unwrap().is_some());
    world.advance_s(2).await;
    assert!(world.app().objects().head(&key).await.unwrap().is_none());
    world.finish().await;
}

#[tokio::test]
async fn a_segment_that_is_gone_or_spoilt_hides_nothing_and_is_built_again() {
    let world = World::fresh().await;
    let mut person = world.person("minji").await;
    folders(&person, (0..5).map(|n| format!("name {n}"))).await;
    world.advance_s(OLD_S).await;
    for harm in [None, Some(b"nothing of ours".to_vec()), Some(b"scs1cut".to_vec())] {
        let before = pack(&world, &person).await;
        let key = ObjectKey::content(&account(&person), &before.segments[0].random);
        let objects = world.app().objects();
        objects.delete(&key).await.unwrap();
        if let Some(harm) = harm {
            objects.put(&key, harm).await.unwrap();
        }
        person.sign_in().await;
        assert_eq!(named(&person, "name").await.len(), 5);
        world.work().await;
        let after = record(&world, &person).await.unwrap();
        assert_ne!(after.segments[0].random, before.segments[0].random);
        assert_eq!((after.entries(), after.lost), (5, false));
        assert_eq!(named(&person, "name").await.len(), 5);
        world.advance_s(2 * 3_600).await;
    }
    world.finish().await;
}

#[tokio::test]
async fn a_restart_keeps_what_is_packed_and_what_is_to_be_packed() {
    let mut world = World::fresh().await;
    let mut person = world.person("minji").await;
    folders(&person, ["before".to_owned()]).await;
    world.advance_s(OLD_S).await;
    pack(&world, &person).await;
    folders(&person, ["after".to_owned()]).await;
    world.advance_ms(OLD_S * 1_000);
    world.stop_work();
    world.app().db().ask_for_segments(&account(&person), false, world.now()).await.unwrap();
    world.drop_and_restart().await;
    person.sign_in().await;
    assert_eq!(named(&person, "e").await, ["after", "before"]);
    world.work().await;
    assert_eq!(record(&world, &person).await.unwrap().entries(), 2);
    assert_eq!(named(&person, "e").await, ["after", "before"]);
    world.finish().await;
}

#[tokio::test]
async fn a_closed_account_takes_its_segments_along() {
    let world = World::fresh().await;
    world.person("first").await;
    let mut person = world.person("minji").await;
    folders(&person, ["name".to_owned()]).await;
    world.advance_s(OLD_S).await;
    let before = pack(&world, &person).await;
    person.sign_in().await;
    person.close().await.expect(204);
    world.advance_s(15 * 24 * 3_600).await;
    world.work().await;
    assert_eq!(record(&world, &person).await, None);
    world.advance_s(2 * 3_600).await;
    let key = ObjectKey::content(&account(&person), &before.segments[0].random);
    assert!(world.app().objects().head(&key).await.unwrap().is_none());
    world.finish().await;
}

#[tokio::test]
async fn removing_what_searches_read_can_be_done_again() {
    let world = World::fresh().await;
    let person = world.person("minji").await;
    folders(&person, ["name".to_owned()]).await;
    world.advance_s(OLD_S).await;
    let before = pack(&world, &person).await;
    let db = world.app().db();
    for _ in 0..2 {
        db.remove_search(&account(&person), world.now()).await.unwrap();
        assert_eq!(record(&world, &person).await, None);
    }
    world.advance_s(2 * 3_600).await;
    let key = ObjectKey::content(&account(&person), &before.segments[0].random);
    assert!(world.app().objects().head(&key).await.unwrap().is_none());
    world.finish().await;
}

#[tokio::test]
async fn a_search_of_much_asks_for_segments_and_then_reads_one_item_one_object_and_what_is_new() {
    let world = World::fresh().await;
    let mut person = world.person("minji").await;
    many_folders(&world, &person, 600).await;
    world.advance_s(OLD_S).await;
    person.sign_in().await;
    assert_eq!(record(&world, &person).await, None);
    assert_eq!(named(&person, "many 599").await, ["many 599"]);
    world.work().await;
    assert_eq!(record(&world, &person).await.unwrap().entries(), 600);
    let asked = |what: &str| world.calls.count("search", what);
    let costs = || ["Search GetItem", "Search UpdateItem", "index recent Query", "bucket GetObject"].map(asked);
    let before = costs();
    assert_eq!(named(&person, "many 59").await.len(), 11);
    let cost: Vec<usize> = costs().iter().zip(before).map(|(after, before)| after - before).collect();
    assert_eq!(cost, [1, 0, 1, 1]);
    // A page further on asks the index no more.
    let page = person.get("/api/search?q=many&limit=5").await.expect(200);
    let before = costs();
    person.get(&format!("/api/search?q=many&limit=5&cursor={}", text(&page, "next_cursor"))).await.expect(200);
    let cost: Vec<usize> = costs().iter().zip(before).map(|(after, before)| after - before).collect();
    assert_eq!(cost, [1, 0, 0, 1]);
    world.finish().await;
}

/// As many folders in the root, made behind the routes, where it is quicker.
pub(crate) async fn many_folders(world: &World, person: &Person, count: usize) {
    use share_cloud_aws::db::entries::EntryRecord;
    use share_cloud_domain::ids::EntryId;
    use share_cloud_domain::name::EntryName;
    let app = world.app();
    let root = EntryId::parse(&person.root_id).unwrap();
    for n in 0..count {
        let (id, name) = (EntryId::from_random(app.random()), EntryName::parse(&format!("many {n}")).unwrap());
        let now = app.now() - SignedDuration::from_millis(i64::try_from(count - n).unwrap());
        let folder = EntryRecord::folder(id, account(person), root.clone(), &name, now);
        app.db().create_folder(&folder, &[]).await.unwrap();
    }
}
