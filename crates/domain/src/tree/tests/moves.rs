use super::*;
use proptest::prelude::*;

#[test]
fn a_move_takes_from_one_side_and_gives_to_the_other() {
    let plan = plan_move(&subtree(50, 11, 2), &live(&[10, 11]), &live(&[10, 12, 13]), MoveKind::Move).unwrap();
    assert_eq!(plan.folders.len(), 5);
    assert_eq!((added(&plan.folders, 11), added(&plan.folders, 10)), ((-100, -10, -1), (0, 0, 0)));
    assert_eq!((added(&plan.folders, ROOT), added(&plan.folders, 12), added(&plan.folders, 13)), ((0, 0, 0), (100, 10, 0), (100, 10, 1)));
    let raise = |number: u8| plan.folders.iter().find(|change| change.id == id(number)).unwrap().raise_height.map(|raise| raise.to);
    assert_eq!((raise(13), raise(12), raise(10), raise(11), raise(ROOT)), (Some(3), Some(4), Some(5), None, None));
    assert_eq!((plan.entry.expect_parent, plan.entry.new_parent, plan.entry.expect_name.as_str()), (id(11), id(13), "folder 50"));
    assert_eq!(plan.entry.expect_totals, Some(Totals::Folder { total_bytes: 100, file_count: 10, height_bound: 2 }));
}

#[test]
fn a_move_up_keeps_its_ancestors_in_one_change_each() {
    let plan = plan_move(&file(11), &live(&[10, 11]), &live(&[10]), MoveKind::Move).unwrap();
    assert_eq!((added(&plan.folders, 11), added(&plan.folders, 10), added(&plan.folders, ROOT)), ((-30, -1, -1), (0, 0, 1), (0, 0, 0)));
    assert!(plan.folders.iter().find(|change| change.id == id(ROOT)).unwrap().is_check_only());
}

#[test]
fn another_name_in_the_same_folder_changes_no_totals() {
    let plan = plan_move(&file(11), &live(&[10, 11]), &live(&[10, 11]), MoveKind::Move).unwrap();
    assert_eq!((plan.folders.len(), plan.folders[0].is_check_only(), &plan.folders[0].id), (1, true, &id(11)));
    assert!(plan.entry.expect_totals.is_some(), "the name item shows the file's version");
    let plan = plan_move(&subtree(50, 11, 31), &live(&[10, 11]), &live(&[10, 11]), MoveKind::Move).unwrap();
    assert_eq!((plan.folders.len(), plan.entry.expect_totals), (1, None));
}

#[test]
fn trash_keeps_totals_and_purging_does_not() {
    let plan = plan_move(&file(10), &live(&[10]), &only(Container::Trash), MoveKind::Trash).unwrap();
    assert_eq!((added(&plan.folders, TRASH), added(&plan.folders, ROOT)), ((30, 1, 1), (-30, -1, 0)));
    let plan = plan_move(&subtree(50, TRASH, 3), &only(Container::Trash), &only(Container::Purging), MoveKind::Purge).unwrap();
    assert_eq!((added(&plan.folders, TRASH), added(&plan.folders, PURGING)), ((-100, -10, -1), (0, 0, 1)));
    assert!(plan.folders.iter().all(|change| change.raise_height.is_none()));
}

#[test]
fn a_purge_of_several_changes_each_container_once() {
    let (trash, purging) = (only(Container::Trash), only(Container::Purging));
    let plan = plan_purge(&[file(TRASH), subtree(50, TRASH, 3), file(TRASH)], &trash, &purging).unwrap();
    assert_eq!((plan.folders.len(), plan.entries.len(), plan.files), (2, 3, 12));
    assert_eq!((added(&plan.folders, TRASH), added(&plan.folders, PURGING)), ((-160, -12, -3), (0, 0, 3)));
    assert!(plan.folders.iter().find(|change| change.id == id(PURGING)).unwrap().limit_children);
    assert_eq!(plan_purge(&[file(TRASH), file(10)], &trash, &purging), Err(TreeError::Contradiction), "one lies elsewhere");
    assert_eq!(plan_purge(&[file(10)], &live(&[10]), &purging), Err(TreeError::NotFound), "one was not trashed");
}

#[test]
fn each_kind_of_move_has_its_ends() {
    let (trash, purging) = (only(Container::Trash), only(Container::Purging));
    let in_trash = Chain::new(below(Container::Trash, &[20])).unwrap();
    let in_purging = Chain::new(below(Container::Purging, &[21])).unwrap();
    let root = live(&[]);
    let folder = live(&[10]);
    let chains = [&root, &folder, &trash, &in_trash, &purging, &in_purging];
    let mut allowed = Vec::new();
    for kind in [MoveKind::Move, MoveKind::Trash, MoveKind::Restore, MoveKind::Purge] {
        for (from, source) in chains.iter().enumerate() {
            for (to, destination) in chains.iter().enumerate() {
                let parent = source.parent().id.to_bytes()[0];
                for moved in [file(parent), subtree(50, parent, 0)] {
                    match plan_move(&moved, source, destination, kind) {
                        Ok(_) => allowed.push((kind, from, to)),
                        Err(error) => assert_eq!(error, TreeError::NotFound),
                    }
                }
            }
        }
    }
    allowed.dedup();
    let live_to_live = [(0, 0), (0, 1), (1, 0), (1, 1)].map(|(from, to)| (MoveKind::Move, from, to));
    let others =
        [(MoveKind::Trash, 0, 2), (MoveKind::Trash, 1, 2), (MoveKind::Restore, 2, 0), (MoveKind::Restore, 2, 1), (MoveKind::Purge, 2, 4)];
    assert_eq!(allowed, [live_to_live.as_slice(), &others].concat());
}

#[test]
fn a_folder_does_not_go_into_itself() {
    let moved = subtree(11, 10, 3);
    for destination in [live(&[10, 11]), live(&[10, 11, 12])] {
        assert_eq!(plan_move(&moved, &live(&[10]), &destination, MoveKind::Move), Err(TreeError::Cycle));
    }
}

#[test]
fn reads_that_cannot_both_be_true_are_repeated() {
    let source = live(&[10, 11]);
    let contradictions: [fn(&mut Folder); 2] =
        [|folder| (folder.limit_bytes, folder.limit_room_bytes) = (Some(500), Some(400)), |folder| folder.parent_id = Some(id(77))];
    for (at, contradict) in contradictions.iter().enumerate() {
        let mut folders = below(Container::Root, &[10, 12]);
        contradict(&mut folders[1]);
        if at == 1 {
            folders.insert(2, folder(77, ROOT));
        }
        let destination = Chain::new(folders).unwrap();
        assert_eq!(plan_move(&file(11), &source, &destination, MoveKind::Move), Err(TreeError::Contradiction), "{at}");
    }
    assert_eq!(plan_move(&file(13), &source, &live(&[]), MoveKind::Move), Err(TreeError::Contradiction), "the source is another folder's");
    assert_eq!(plan_move(&subtree(10, 11, 0), &source, &live(&[]), MoveKind::Move), Err(TreeError::Contradiction), "it lies in itself");
    let mut busy = below(Container::Root, &[10, 12]);
    (busy[1].total_bytes, busy[1].file_count, busy[1].child_count, busy[1].height_bound) = (900, 90, 9, 9);
    assert!(
        plan_move(&file(11), &source, &Chain::new(busy).unwrap(), MoveKind::Move).is_ok(),
        "totals and heights may have grown in between"
    );
}

proptest! {
    /// Two branches that share their upper part; whatever is moved, nothing is made or lost but across containers.
    #[test]
    fn a_move_within_the_tree_keeps_the_sums(shared in 0_u8..8, left in 0_u8..8, right in 0_u8..8, is_file: bool, height in 0_u32..32) {
        let branch = |own: std::ops::Range<u8>| live(&(100..100 + shared).chain(own).collect::<Vec<_>>());
        let (source, destination) = (branch(120..120 + left), branch(140..140 + right));
        let parent = source.parent().id.to_bytes()[0];
        let moved = if is_file { file(parent) } else { subtree(50, parent, height) };
        let (bytes, files) = if is_file { (30, 1) } else { (100, 10) };
        let plan = plan_move(&moved, &source, &destination, MoveKind::Move);
        let is_rename = left == 0 && right == 0;
        let too_deep = !is_file && !is_rename && u32::from(shared + right) + 1 + height > MAX_DEPTH;
        prop_assert_eq!(plan.as_ref().err(), too_deep.then_some(&TreeError::TooDeep));
        let Ok(plan) = plan else { return Ok(()) };
        if is_rename {
            prop_assert!(plan.folders.len() == 1 && plan.folders[0].is_check_only());
            return Ok(());
        }
        let mut ids: Vec<&EntryId> = plan.folders.iter().map(|change| &change.id).collect();
        ids.sort();
        ids.dedup();
        prop_assert_eq!(ids.len(), usize::from(shared + left + right) + 1);
        prop_assert_eq!(plan.folders.len(), ids.len());
        for change in &plan.folders {
            let (in_source, in_destination) = (source.contains(&change.id), destination.contains(&change.id));
            let sign = i64::from(in_destination) - i64::from(in_source);
            prop_assert_eq!((change.add_bytes, change.add_files), (sign * bytes, sign * files));
            prop_assert!(is_file || !in_destination || change.expect_parent.is_none() || change.raise_height.is_some());
        }
        prop_assert_eq!(plan.folders.iter().map(|change| change.add_children).sum::<i64>(), 0);
        prop_assert!(plan.folders.len() <= 65);
    }
}
