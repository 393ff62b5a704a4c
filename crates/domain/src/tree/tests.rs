mod moves;

use super::*;
use crate::ids::VersionId;

fn id(number: u8) -> EntryId {
    EntryId::from_random([number; 16])
}

fn folder(number: u8, parent: u8) -> Folder {
    Folder {
        id: id(number),
        parent_id: Some(id(parent)),
        container: None,
        name: format!("folder {number}"),
        total_bytes: 100,
        file_count: 10,
        child_count: 5,
        height_bound: 0,
        dying: false,
        limit_bytes: None,
        limit_room_bytes: None,
    }
}

fn container(container: Container) -> Folder {
    Folder { id: id(container as u8), parent_id: None, container: Some(container), ..folder(0, 0) }
}

/// Folders below the root, the deepest first in the chain and last here.
fn below(root: Container, numbers: &[u8]) -> Vec<Folder> {
    let mut folders = vec![container(root)];
    for number in numbers {
        let parent = folders[0].id.to_bytes()[0];
        folders.insert(0, folder(*number, parent));
    }
    folders
}

fn live(numbers: &[u8]) -> Chain {
    Chain::new(below(Container::Root, numbers)).unwrap()
}

fn only(root: Container) -> Chain {
    Chain::new(vec![container(root)]).unwrap()
}

fn deep(depth: u8) -> Chain {
    live(&(100..100 + depth).collect::<Vec<_>>())
}

fn file(parent: u8) -> Moved {
    Moved::File { id: id(99), parent_id: id(parent), name: "f".to_owned(), version_id: VersionId::from_random([7; 16]), size_bytes: 30 }
}

fn subtree(number: u8, parent: u8, height_bound: u32) -> Moved {
    Moved::Folder(Folder { height_bound, ..folder(number, parent) })
}

/// What a plan adds to a folder: bytes, files, children.
fn added(changes: &[FolderChange], number: u8) -> (i64, i64, i64) {
    let mut of_it = changes.iter().filter(|change| change.id == id(number));
    let change = of_it.next().unwrap();
    assert!(of_it.next().is_none(), "a folder stands in a plan once");
    (change.add_bytes, change.add_files, change.add_children)
}

const ROOT: u8 = Container::Root as u8;
const TRASH: u8 = Container::Trash as u8;
const PURGING: u8 = Container::Purging as u8;

#[test]
fn a_chain_is_whole_or_none() {
    let whole = below(Container::Root, &[10, 11]);
    let chain = Chain::new(whole.clone()).unwrap();
    assert_eq!((chain.depth(), chain.container(), &chain.parent().id), (2, Container::Root, &id(11)));
    assert_eq!((only(Container::Root).depth(), only(Container::Trash).container()), (0, Container::Trash));
    assert_eq!(Chain::new(Vec::new()), Err(TreeError::NotFound));
    assert_eq!(Chain::new(whole[..2].to_vec()), Err(TreeError::NotFound), "what comes next is gone");
    assert_eq!(Chain::new(vec![whole[0].clone(), whole[2].clone()]), Err(TreeError::Contradiction));
    assert_eq!(Chain::new([whole.clone(), whole.clone()].concat()), Err(TreeError::Contradiction));
    let looped = vec![folder(10, 11), folder(11, 10), folder(10, ROOT), container(Container::Root)];
    assert_eq!(Chain::new(looped), Err(TreeError::Contradiction));
    for at in 0..whole.len() {
        let mut dying = whole.clone();
        dying[at].dying = true;
        assert_eq!(Chain::new(dying), Err(TreeError::Dying));
    }
    let deepest = below(Container::Root, &(100..132).collect::<Vec<_>>());
    assert_eq!(Chain::new(deepest).map(|chain| chain.depth()), Ok(MAX_DEPTH));
    assert_eq!(Chain::new(below(Container::Root, &(100..133).collect::<Vec<_>>())), Err(TreeError::Contradiction));
}

#[test]
fn a_commit_adds_to_each_folder_above() {
    let changes = plan_add(&live(&[10, 11]), 70, 2, 2, false).unwrap();
    assert_eq!(changes.len(), 3);
    assert_eq!((added(&changes, 11), added(&changes, 10), added(&changes, ROOT)), ((70, 2, 2), (70, 2, 0), (70, 2, 0)));
    assert_eq!(changes[0].expect_parent, Some(id(10)));
    assert_eq!(changes[2].expect_parent, None);
    assert_eq!(changes.iter().map(|change| change.limit_children).collect::<Vec<_>>(), [true, false, false]);
    assert!(changes.iter().all(|change| change.raise_height.is_none() && !change.expect_limited));
}

#[test]
fn nothing_is_added_outside_the_live_tree() {
    for gone in [Container::Trash, Container::Purging] {
        let chain = Chain::new(below(gone, &[10])).unwrap();
        assert_eq!(plan_add(&chain, 1, 1, 1, false), Err(TreeError::NotFound));
        assert_eq!(plan_replace(&chain, 1, 2), Err(TreeError::NotFound));
    }
}

#[test]
fn a_new_folder_raises_the_heights_that_are_too_low() {
    let mut folders = below(Container::Root, &[10, 11, 12]);
    folders[1].height_bound = 2;
    folders[2].height_bound = 1;
    let changes = plan_add(&Chain::new(folders).unwrap(), 0, 0, 1, true).unwrap();
    let raises: Vec<Option<Raise>> = changes.iter().map(|change| change.raise_height).collect();
    assert_eq!(raises, [Some(Raise { from: 0, to: 1 }), None, Some(Raise { from: 1, to: 3 }), None]);
}

#[test]
fn folders_lie_at_most_32_deep() {
    assert!(plan_add(&deep(31), 0, 0, 1, true).is_ok());
    assert_eq!(plan_add(&deep(32), 0, 0, 1, true), Err(TreeError::TooDeep));
    assert!(plan_add(&deep(32), 1, 1, 1, false).is_ok(), "a file is no folder");
    let moved = |height| plan_move(&subtree(50, ROOT, height), &live(&[]), &deep(20), MoveKind::Move).err();
    assert_eq!((moved(11), moved(12)), (None, Some(TreeError::TooDeep)));
    let restored = |height| plan_move(&subtree(50, TRASH, height), &only(Container::Trash), &deep(32 - 4), MoveKind::Restore).err();
    assert_eq!((restored(3), restored(4)), (None, Some(TreeError::TooDeep)));
    assert!(plan_move(&file(ROOT), &live(&[]), &deep(32), MoveKind::Move).is_ok());
    assert!(plan_move(&subtree(50, ROOT, 32), &live(&[]), &only(Container::Trash), MoveKind::Trash).is_ok());
}

#[test]
fn a_folder_has_at_most_a_million_children() {
    let with = |child_count: u64| {
        let mut folders = below(Container::Root, &[10]);
        folders[0].child_count = child_count;
        Chain::new(folders).unwrap()
    };
    assert!(plan_add(&with(MAX_CHILDREN - 2), 0, 2, 2, false).is_ok());
    assert_eq!(plan_add(&with(MAX_CHILDREN - 1), 0, 2, 2, false), Err(TreeError::FolderFull));
    assert_eq!(plan_move(&file(ROOT), &live(&[]), &with(MAX_CHILDREN), MoveKind::Move), Err(TreeError::FolderFull));
    assert!(plan_move(&file(10), &with(MAX_CHILDREN), &live(&[]), MoveKind::Move).is_ok());
    assert!(plan_move(&file(10), &with(MAX_CHILDREN), &with(MAX_CHILDREN), MoveKind::Move).is_ok(), "another name needs no place");
    assert!(plan_replace(&with(MAX_CHILDREN), 1, 2).is_ok());
}

#[test]
fn a_folders_limit_holds_for_what_is_added_and_not_for_what_goes() {
    let with = |room: i64| {
        let mut folders = below(Container::Root, &[10, 11]);
        (folders[1].limit_bytes, folders[1].limit_room_bytes) = (Some(100), Some(room));
        Chain::new(folders).unwrap()
    };
    assert!(plan_add(&with(30), 30, 1, 1, false).unwrap()[1].expect_limited);
    assert_eq!(plan_add(&with(29), 30, 1, 1, false), Err(TreeError::FolderLimit));
    assert!(plan_add(&with(-5), 0, 1, 1, false).is_ok(), "an empty file adds no bytes");
    assert!(plan_add(&with(-5), 0, 0, 1, true).is_ok());
    assert_eq!((plan_replace(&with(2), 5, 8), plan_replace(&with(-1), 8, 5).is_ok()), (Err(TreeError::FolderLimit), true));
    assert_eq!(plan_move(&file(ROOT), &live(&[]), &with(29), MoveKind::Move), Err(TreeError::FolderLimit));
    assert_eq!(plan_move(&file(TRASH), &only(Container::Trash), &with(29), MoveKind::Restore), Err(TreeError::FolderLimit));
    assert!(plan_move(&file(11), &with(-5), &live(&[]), MoveKind::Move).is_ok());
    let out_of_11 = Chain::new(with(0).folders()[1..].to_vec()).unwrap();
    assert!(plan_move(&file(11), &with(0), &out_of_11, MoveKind::Move).is_ok(), "within the limited folder nothing is added");
}

#[test]
fn setting_a_limit_conditions_the_total_it_was_reckoned_from() {
    let change = plan_limit(&folder(10, ROOT), Some(40)).unwrap();
    assert_eq!((change.expect_total_bytes, change.limit), (100, Some((40, -60))));
    assert_eq!(plan_limit(&folder(10, ROOT), None).unwrap().limit, None);
    assert_eq!(plan_limit(&container(Container::Root), Some(1)), Err(TreeError::NotFound));
    assert_eq!(plan_limit(&Folder { dying: true, ..folder(10, ROOT) }, Some(1)), Err(TreeError::Dying));
    assert_eq!(plan_limit(&folder(10, ROOT), Some(u64::MAX)), Err(TreeError::Contradiction));
}

#[test]
fn containers_and_dying_folders_stay() {
    let root = Moved::Folder(container(Container::Root));
    assert_eq!(plan_move(&root, &live(&[]), &live(&[10]), MoveKind::Move), Err(TreeError::NotFound));
    let dying = Moved::Folder(Folder { dying: true, ..folder(50, ROOT) });
    assert_eq!(plan_move(&dying, &live(&[]), &live(&[10]), MoveKind::Move), Err(TreeError::Dying));
    assert_eq!(plan_removal(&folder(50, PURGING)), Err(TreeError::Contradiction));
    assert_eq!(plan_removal(&container(Container::Purging)), Err(TreeError::NotFound));
    assert!(plan_removal(&Folder { dying: true, ..folder(50, PURGING) }).is_ok());
}

#[test]
fn each_reason_has_its_problem() {
    let codes = [
        (TreeError::NotFound, Code::NotFound),
        (TreeError::Dying, Code::NotFound),
        (TreeError::Cycle, Code::FolderCycle),
        (TreeError::TooDeep, Code::TooDeep),
        (TreeError::FolderFull, Code::FolderFull),
        (TreeError::FolderLimit, Code::FolderLimitExceeded),
        (TreeError::Contradiction, Code::Conflict),
    ];
    for (error, code) in codes {
        assert_eq!(Problem::from(error).code, code);
    }
}
