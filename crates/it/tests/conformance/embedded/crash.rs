//! Crashes: the process ends in the middle of an operation, and the store is opened again.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use share_cloud_local::store::{Fault, Operation, Point};

use super::super::multipart::Upload;
use super::super::target::{Folder, Target, bytes, wait_until};
use super::disk::files;

/// Tells the child what to do, and in which folder.
const SCENARIO: &str = "SHARE_CLOUD_TEST_CRASH";

const LARGE: usize = 1_300_000;

/// Starts this very program again, to run only [`the_child_of_a_crash_test`].
fn start(folder: &Path, scenario: &str) -> Child {
    let module = module_path!().split_once("::").expect("a module of the test program").1;
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &format!("{module}::the_child_of_a_crash_test"), "--nocapture", "--test-threads=1"])
        .env(SCENARIO, format!("{}|{scenario}", folder.display()))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::disallowed_methods, reason = "the environment says whether this is the child, and of what")]
async fn the_child_of_a_crash_test() {
    let Ok(order) = std::env::var(SCENARIO) else { return };
    let (folder, scenario) = order.split_once('|').unwrap();
    let target = Target::embedded_in(Folder::Kept(folder.into()), |_| {}).await;
    match scenario.split_once(' ') {
        None => put_for_ever(&target).await,
        Some((operation, point)) => {
            let (operation, point) = parse(operation, point);
            target.own().faults.always(Some(operation), point, Fault::Crash);
            perform(&target, operation).await;
            panic!("the fault did not strike");
        }
    }
}

const OPERATIONS: [(&str, Operation); 6] = [
    ("put", Operation::PutObject),
    ("part", Operation::UploadPart),
    ("complete", Operation::CompleteMultipartUpload),
    ("abort", Operation::AbortMultipartUpload),
    ("copy", Operation::CopyObject),
    ("delete", Operation::DeleteObject),
];

const POINTS: [(&str, Point); 5] =
    [("write", Point::Write), ("sync", Point::Sync), ("synced", Point::Synced), ("commit", Point::Commit), ("answer", Point::Answer)];

fn parse(operation: &str, point: &str) -> (Operation, Point) {
    let operation = OPERATIONS.iter().find(|(name, _)| *name == operation).unwrap().1;
    (operation, POINTS.iter().find(|(name, _)| *name == point).unwrap().1)
}

/// The state every scenario begins with: an object, and an upload of one part.
async fn prepare(folder: Folder) -> (Folder, String, String) {
    let target = Target::embedded_in(folder, |_| {}).await;
    target.put("object", &bytes(LARGE, 1)).await;
    let create = target.client.create_multipart_upload().bucket(&target.bucket).key("upload").send().await.unwrap();
    let id = create.upload_id.unwrap();
    let upload = Upload { target: &target, key: "upload".into(), id: id.clone() };
    let etag = upload.part(1, &bytes(LARGE, 2)).await;
    (target.close().await, id, etag)
}

/// What the child is in the middle of when it ends; done again afterwards it succeeds.
async fn perform(target: &Target, operation: Operation) {
    let uploads = target.client.list_multipart_uploads().bucket(&target.bucket).send().await.unwrap();
    let id = uploads.uploads().first().map(|upload| upload.upload_id().unwrap().to_owned()).unwrap_or_default();
    let upload = Upload { target, key: "upload".into(), id };
    match operation {
        Operation::PutObject => target.put("object", &bytes(LARGE, 3)).await,
        Operation::UploadPart => drop(upload.part(1, &bytes(LARGE, 3)).await),
        Operation::CompleteMultipartUpload => {
            let list = target.client.list_parts().bucket(&target.bucket).key("upload").upload_id(&upload.id).send().await.unwrap();
            let etag = list.parts()[0].e_tag().unwrap().to_owned();
            upload.complete(&[(1, &etag, &bytes(LARGE, 2))]).send().await.unwrap();
        }
        Operation::AbortMultipartUpload => {
            target.client.abort_multipart_upload().bucket(&target.bucket).key("upload").upload_id(&upload.id).send().await.unwrap();
        }
        Operation::CopyObject => {
            target.client.copy_object().bucket(&target.bucket).key("copy").copy_source("things/object").send().await.unwrap();
        }
        _ => drop(target.client.delete_object().bucket(&target.bucket).key("object").send().await.unwrap()),
    }
}

/// What a client sees: the object, the copy, the completed upload, and the size of the open upload's part if there is one.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    object: Option<Vec<u8>>,
    copy: Option<Vec<u8>>,
    completed: Option<Vec<u8>>,
    part: Option<String>,
}

async fn look(target: &Target, id: &str) -> Seen {
    let list = target.client.list_parts().bucket(&target.bucket).key("upload").upload_id(id).send().await.ok();
    Seen {
        object: target.get("object").await,
        copy: target.get("copy").await,
        completed: target.get("upload").await,
        part: list.map(|list| list.parts()[0].e_tag().unwrap().to_owned()),
    }
}

/// The state before and after each operation, and how many files hold it.
fn expected(operation: Operation, done: bool, etag: &str, new_etag: Option<&str>) -> (Seen, usize) {
    let mut seen = Seen { object: Some(bytes(LARGE, 1)), copy: None, completed: None, part: Some(etag.to_owned()) };
    let mut files = 2;
    if done {
        match operation {
            Operation::PutObject => seen.object = Some(bytes(LARGE, 3)),
            Operation::UploadPart => seen.part = new_etag.map(str::to_owned),
            Operation::CompleteMultipartUpload => (seen.completed, seen.part) = (Some(bytes(LARGE, 2)), None),
            Operation::AbortMultipartUpload => (seen.part, files) = (None, 1),
            Operation::CopyObject => seen.copy = Some(bytes(LARGE, 1)),
            _ => (seen.object, files) = (None, 1),
        }
    }
    (seen, files)
}

#[tokio::test]
async fn a_crash_at_any_point_of_an_operation_leaves_it_done_or_not_done() {
    for (name, operation) in OPERATIONS {
        let takes_bytes = matches!(operation, Operation::PutObject | Operation::UploadPart);
        for (point_name, point) in &POINTS[if takes_bytes { 0 } else { 3 }..] {
            let (folder, id, etag) = prepare(Folder::Temporary(tempfile::tempdir().unwrap())).await;
            let mut child = start(folder.path(), &format!("{name} {point_name}"));
            assert!(!child.wait().unwrap().success(), "{name} {point_name}");

            let target = Target::embedded_in(folder, |_| {}).await;
            let seen = look(&target, &id).await;
            let new_etag = seen.part.as_deref().filter(|new| *new != etag);
            let (expected, count) = expected(operation, *point == Point::Answer, &etag, new_etag);
            assert!(seen == expected, "{name} {point_name}");
            assert_eq!(files(target.own().folder.path()).len(), count, "{name} {point_name}");
            if *point != Point::Answer {
                perform(&target, operation).await;
            }
        }
    }
}

/// Puts objects of all sizes one after another and says so after each answer.
async fn put_for_ever(target: &Target) {
    for round in 0_u32.. {
        let seed = u8::try_from(round % 251).unwrap();
        let length = [10, 60_000, 70_000, 2_000_000][usize::try_from(round % 4).unwrap()];
        let key = format!("{}/{seed}/{length}", std::process::id());
        target.put(&key, &bytes(length, seed)).await;
        let mut out = std::io::stdout();
        writeln!(out, "\nstored {key}").unwrap();
        out.flush().unwrap();
    }
}

fn of_key(key: &str) -> Vec<u8> {
    let mut words = key.split('/').skip(1);
    let seed = words.next().unwrap().parse().unwrap();
    bytes(words.next().unwrap().parse().unwrap(), seed)
}

#[tokio::test]
async fn what_was_answered_before_a_kill_is_there_and_nothing_is_half_there() {
    let mut folder = Folder::Temporary(tempfile::tempdir().unwrap());
    let mut answered: Vec<String> = Vec::new();
    for kill_after in [1, 6, 14, 23] {
        let mut child = start(folder.path(), "for-ever");
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let stored = lines.map_while(Result::ok).filter_map(|line| line.strip_prefix("stored ").map(str::to_owned));
        let mut stored = stored.inspect(|key| answered.push(key.clone()));
        stored.by_ref().take(kill_after).for_each(drop);
        child.kill().unwrap();
        child.wait().unwrap();
        // What was still in the pipe was answered too.
        stored.for_each(drop);

        let target = Target::embedded_in(folder, |_| {}).await;
        for key in &answered {
            assert!(target.get(key).await == Some(of_key(key)), "{key}");
        }
        let listed = target.client.list_objects_v2().bucket(&target.bucket).send().await.unwrap();
        let keys: Vec<String> = listed.contents().iter().map(|object| object.key().unwrap().to_owned()).collect();
        for key in &keys {
            assert!(target.get(key).await == Some(of_key(key)), "{key}");
        }
        let large = keys.iter().filter(|key| of_key(key).len() > 65_536).count();
        wait_until(|| files(target.own().folder.path()).len() == large).await;
        folder = target.close().await;
    }
}
