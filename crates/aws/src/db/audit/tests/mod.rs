//! A small whole world of items; each test breaks one thing in it and sees exactly that.

mod drops;
mod identity;
mod items;
mod jobs;
mod objects;
mod passes;
mod records;
mod rooms;
mod tree;
mod world;

use world::World;

#[test]
fn a_whole_world_has_no_breach() {
    assert_eq!(World::new().sentences(), Vec::<String>::new());
}
