//! Members: what they were given, what they may do with it, and that nothing beside it is told.

mod editing;
mod giving;
mod moving;
mod reach;
mod waiting;

use crate::harness::{Person, World};

/// A folder of the owner's with a file, in a folder that nobody was given.
struct Given {
    world: World,
    owner: Person,
    member: Person,
    outside: String,
    folder: String,
    file: String,
}

/// An owner and a member with this role.
async fn given(role: &str) -> Given {
    let world = World::fresh().await;
    let (owner, member) = (world.person("owner").await, world.person("member").await);
    let outside = owner.folder("root", "outside").await;
    let folder = owner.folder(&outside, "given").await;
    let file = owner.upload(&folder, "a.txt", b"what it holds").await["id"].as_str().unwrap().to_owned();
    owner.give(&folder, &member.username, role).await;
    Given { world, owner, member, outside, folder, file }
}
