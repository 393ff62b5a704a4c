use super::*;
use std::collections::BTreeSet;
use std::ffi::OsString;

fn names(folder: &Path) -> BTreeSet<OsString> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect()
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// The sentence of a refusal.
fn refusal(path: &Path) -> String {
    let sentence = DataFolder::open(path).unwrap_err().to_string();
    assert!(sentence.contains(&path.display().to_string()) && sentence.ends_with('.') && !sentence.contains('\n'), "{sentence}");
    sentence
}

#[test]
fn a_new_folder_is_private_and_has_its_parts() {
    let parent = tempfile::tempdir().unwrap();
    let path = parent.path().join("deep/data");
    let folder = DataFolder::open(&path).unwrap();
    assert_eq!(mode(&path), 0o700);
    assert_eq!(mode(&path.join("keys.json")), 0o600);
    assert_eq!(fs::read_to_string(path.join("format_version")).unwrap(), "1\n");
    assert_eq!(folder.table(), path.join("table.sqlite"));
    assert_eq!(folder.objects(), path.join("objects"));
    assert_eq!(folder.outbox(), path.join("outbox"));
    assert_eq!(folder.control_socket(), path.join("control.sock"));
    assert_eq!(names(&path), ["format_version", "keys.json", "lock"].map(OsString::from).into());
}

#[test]
fn an_empty_folder_is_taken_and_closed_to_others() {
    let parent = tempfile::tempdir().unwrap();
    fs::set_permissions(parent.path(), Permissions::from_mode(0o755)).unwrap();
    fs::create_dir(parent.path().join("lost+found")).unwrap();
    DataFolder::open(parent.path()).unwrap();
    assert_eq!(mode(parent.path()), 0o700);
}

#[test]
fn the_keys_are_drawn_once_and_stay() {
    let parent = tempfile::tempdir().unwrap();
    let path = parent.path().join("data");
    let first = DataFolder::open(&path).unwrap().keys().clone();
    assert!(*DataFolder::open(&path).unwrap().keys() == first);
    let other = DataFolder::open(&parent.path().join("other")).unwrap();
    assert!(other.keys().s3_secret_key != first.s3_secret_key && other.keys().master_keys != first.master_keys);
}

#[test]
fn a_second_program_is_refused_until_the_first_is_gone() {
    let parent = tempfile::tempdir().unwrap();
    let path = parent.path().join("data");
    let first = DataFolder::open(&path).unwrap();
    assert!(refusal(&path).contains("is in use by another share-cloud"));
    drop(first);
    DataFolder::open(&path).unwrap();
}

#[test]
fn a_newer_folder_is_refused_and_left_as_it_is() {
    let parent = tempfile::tempdir().unwrap();
    fs::write(parent.path().join("format_version"), "2\n").unwrap();
    assert!(refusal(parent.path()).contains("newer share-cloud (format 2, this one reads 1)"));
    assert_eq!(names(parent.path()), [OsString::from("format_version")].into());
}

#[test]
fn a_foreign_folder_is_refused_and_left_as_it_is() {
    let parent = tempfile::tempdir().unwrap();
    fs::write(parent.path().join("thesis.txt"), "years of work").unwrap();
    let before = mode(parent.path());
    assert!(refusal(parent.path()).contains("holds other things"));
    assert_eq!((names(parent.path()), mode(parent.path())), ([OsString::from("thesis.txt")].into(), before));
}

#[test]
fn a_start_that_was_interrupted_is_taken_up_again() {
    let parent = tempfile::tempdir().unwrap();
    for left in ["lock", "keys.json", "keys.json.new", "format_version.new"] {
        fs::write(parent.path().join(left), "half").unwrap();
    }
    DataFolder::open(parent.path()).unwrap();
    DataFolder::open(parent.path()).unwrap();
}

#[test]
fn damage_is_told_and_never_papered_over() {
    let parent = tempfile::tempdir().unwrap();
    let path = parent.path().join("data");
    DataFolder::open(&path).unwrap();
    for damage in [None, Some("{}")] {
        fs::remove_file(path.join("keys.json")).unwrap();
        if let Some(content) = damage {
            fs::write(path.join("keys.json"), content).unwrap();
        }
        assert!(refusal(&path).contains("keys.json is missing or damaged: put it back from a backup"));
        fs::write(path.join("keys.json"), "").unwrap();
    }
    for version in ["", "0", "-1", "one"] {
        fs::write(path.join("format_version"), version).unwrap();
        assert!(refusal(&path).contains("format_version is missing or damaged"), "{version}");
    }
    fs::write(path.join("format_version"), [0xff, 0xfe]).unwrap();
    assert!(refusal(&path).contains("format_version is missing or damaged"));
}

#[test]
fn a_file_in_the_place_of_the_folder_is_refused() {
    let parent = tempfile::tempdir().unwrap();
    let path = parent.path().join("data");
    fs::write(&path, "").unwrap();
    assert!(refusal(&path).contains("is not a folder"));
    assert!(refusal(&path.join("below")).contains("is not a folder"));
}

#[test]
fn what_the_system_says_becomes_a_sentence() {
    for (kind, words) in [
        (ErrorKind::ReadOnlyFilesystem, "cannot be written"),
        (ErrorKind::PermissionDenied, "cannot be written"),
        (ErrorKind::StorageFull, "is full"),
        (ErrorKind::QuotaExceeded, "is full"),
        (ErrorKind::Other, "cannot be used"),
    ] {
        let sentence = DataFolderError::from_io(Path::new("/srv/data"), kind.into()).to_string();
        assert!(sentence.contains("/srv/data") && sentence.contains(words) && sentence.contains("--data"), "{sentence}");
    }
}
