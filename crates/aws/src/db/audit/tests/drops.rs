//! What a drop says of itself, and of what is on its way through it.

use super::super::super::shares::{DropRoom, ShareRecord};
use super::records::{open_share, upload};
use super::world::{World, share};
use share_cloud_domain::share::Allow;

fn drop_with(room: DropRoom) -> ShareRecord {
    ShareRecord { allow: Allow::Drop, drop_room: Some(room), ..open_share() }
}

fn told_of(share: &ShareRecord) -> Vec<String> {
    let mut world = World::new();
    world.put(share);
    world.sentences()
}

#[test]
fn what_a_drop_has_left_and_received_is_what_it_may_take() {
    let room = DropRoom::new(10, 100, None, Vec::new());
    assert_eq!(told_of(&drop_with(room.clone())), [""; 0]);
    for wrong in [
        DropRoom { files_left: 9, ..room.clone() },
        DropRoom { bytes_received: 1, ..room.clone() },
        DropRoom { files_left: 11, open_files: -1, ..room.clone() },
    ] {
        assert!(told_of(&drop_with(wrong))[0].contains("is not what it may take"));
    }
    assert!(told_of(&ShareRecord { drop_room: None, ..drop_with(room.clone()) })[0].contains("has no room for any"));
    assert!(told_of(&ShareRecord { drop_room: Some(room), ..open_share() })[0].contains("takes no files"));
}

#[test]
fn what_is_on_its_way_through_a_drop_is_what_its_open_uploads_are() {
    let room = DropRoom { files_left: 9, bytes_left: 95, open_files: 1, open_bytes: 5, ..DropRoom::new(10, 100, None, Vec::new()) };
    let told = told_of(&drop_with(room.clone()));
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].contains("open_files") && told[1].contains("open_bytes"), "{told:?}");
    let mut world = World::new();
    world.put(&drop_with(room));
    let through = super::super::super::uploads::UploadRecord { share_id: Some(share()), scope: share().to_string(), ..upload(0x77, 5) };
    world.put(&through);
    // Its room is not reserved: that is all that is wrong.
    assert!(world.sentences().iter().all(|told| !told.contains("open_files") && !told.contains("open_bytes")));
}
