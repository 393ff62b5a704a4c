use super::*;
use crate::data_folder::DataFolder;
use crate::flags::Invocation;
use crate::server;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http_body_util::Full;
use sha2::{Digest, Sha256};
use share_cloud_aws::db::accounts::{AccountRecord, NewAccount, UNCONFIRMED_LIFE};
use share_cloud_aws::db::audit::{Breach, Subject};
use share_cloud_aws::db::entries::{Content, EntryRecord, Relocation};
use share_cloud_aws::db::garbage::GarbageRecord;
use share_cloud_aws::db::shares::ShareRecord;
use share_cloud_aws::db::uploads::{Commit, UploadRecord, scope_key_text};
use share_cloud_aws::objects::ObjectKey;
use share_cloud_domain::account::{AccountStatus, EmailAddress, Locale, Username};
use share_cloud_domain::ids::{AccountId, EntryId, GarbageId, ShareId, VersionId};
use share_cloud_domain::name::EntryName;
use share_cloud_domain::share::{Allow, ShareToken};
use share_cloud_domain::upload::{OnConflict, Sha256Digest, UploadState};
use std::sync::atomic::{AtomicBool, Ordering};

/// A home with one account, whose things every test makes by the same calls as the routes.
struct World {
    home: Home,
    account: AccountRecord,
    _data: tempfile::TempDir,
}

/// The bytes of every file that the tests store.
const BYTES: &[u8] = b"abc";
/// How many items an audit of the tests reads at once: few, so that much changes between the first and the last.
const PAGE: i32 = 7;
/// How many entries a busy home has before it is audited.
const BUSY_ENTRIES: i64 = 12;
/// How often those act who leave something behind: a home that grows faster than it is read would never be read to its end.
const BUSY_TURNS: usize = 40;

impl World {
    async fn new() -> Self {
        let data = tempfile::tempdir().unwrap();
        let path = data.path().join("data");
        let arguments = ["share-cloud".as_ref(), "--data".as_ref(), path.as_os_str()];
        let settings = Invocation::read(arguments.map(std::ffi::OsStr::to_os_string)).unwrap().settings;
        let folder = DataFolder::open(&settings.data).unwrap();
        let home = server::open(&settings, folder, settings.listen).await.unwrap();
        let account = sign_up(&home, "jimin").await;
        Self { home, account, _data: data }
    }

    async fn add_folder(&self, parent: &EntryId, name: &str) -> EntryRecord {
        let app = self.home.app();
        let id = EntryId::from_random(app.random());
        let folder = EntryRecord::folder(id, self.account.account_id.clone(), parent.clone(), &name_of(name), app.now());
        app.db().create_folder(&folder, &[]).await.unwrap();
        folder
    }

    async fn start(&self, size_bytes: u64) -> UploadRecord {
        let app = self.home.app();
        let account_id = self.account.account_id.clone();
        let upload = UploadRecord {
            scope: account_id.to_string(),
            scope_key: scope_key_text(&app.random()),
            random: VersionId::from_random(app.random()),
            account_id: account_id.clone(),
            state: UploadState::Open,
            parent_id: self.account.root_id.clone(),
            name: "a file".to_owned(),
            size_bytes,
            content_type: "text/plain".to_owned(),
            sha256: None,
            on_conflict: OnConflict::Replace,
            multipart_id: None,
            created_at: app.now(),
            expires_at: app.now() + UNCONFIRMED_LIFE,
            share_id: None,
            progress: None,
            entry_id: None,
            closed_at: None,
        };
        app.db().start_uploads(&account_id, vec![upload], app.now()).await.unwrap().remove(0).unwrap()
    }

    /// Stores the bytes of an upload.
    async fn send(&self, upload: &UploadRecord) {
        let (app, digest) = (self.home.app(), Sha256::digest(BYTES));
        let key = ObjectKey::content(&upload.account_id, &upload.random);
        let sha256 = Sha256Digest::from_bytes(digest.into());
        let signed = app.objects().sign_put(&key, upload.size_bytes, &sha256, app.now()).await.unwrap();
        let mut request = http::Request::put(signed.url).header(http::header::CONTENT_LENGTH, BYTES.len());
        for (name, value) in signed.headers {
            request = request.header(name, value);
        }
        let answer = self.home.tickets().call(request.body(Full::new(Bytes::from_static(BYTES))).unwrap()).await;
        assert!(answer.status().is_success(), "{}", answer.status());
    }

    /// Makes a file of an upload, or a new version of the file of that name.
    async fn commit(&self, upload: &UploadRecord, parent: &EntryId, name: &str) -> EntryRecord {
        let app = self.home.app();
        let content = Content {
            version_id: upload.random.clone(),
            size_bytes: upload.size_bytes,
            content_type: "text/plain".to_owned(),
            sha256: Some(STANDARD.encode(Sha256::digest(BYTES))),
            checksum: None,
            stored_at: app.now(),
        };
        let commit = Commit {
            upload: upload.clone(),
            parent_id: parent.clone(),
            name: name_of(name),
            on_conflict: OnConflict::Replace,
            content,
            entry_id: EntryId::from_random(app.random()),
            through: None,
        };
        app.db().commit_uploads(vec![commit], &[], app.now()).await.unwrap().remove(0).unwrap()
    }

    async fn add_file(&self, parent: &EntryId, name: &str) -> EntryRecord {
        let upload = self.start(3).await;
        self.send(&upload).await;
        self.commit(&upload, parent, name).await
    }

    /// Gives the room of an upload back; that much, if it says so.
    async fn cancel(&self, upload: &UploadRecord) {
        let app = self.home.app();
        let garbage = GarbageRecord::upload(upload, app.now());
        app.db().close_upload(upload, UploadState::Cancelled, &garbage, app.now()).await.unwrap();
    }

    async fn relocate(&self, entry: &EntryRecord, parent: &EntryId, name: &str) -> EntryRecord {
        let to = Relocation {
            parent_id: Some(parent.clone()),
            name: Some(name_of(name)),
            on_conflict: OnConflict::Fail,
            now: self.home.app().now(),
            hint: Vec::new(),
        };
        self.home.app().db().relocate(entry, &to).await.unwrap()
    }

    async fn entry_count(&self) -> i64 {
        self.home.app().db().room(&self.account).await.unwrap().storage.entry_count
    }

    async fn audit(&self) -> Report {
        let app = self.home.app();
        Box::pin(audit::audit_in_pages(app.db(), app.objects(), app.now(), Some(PAGE))).await.unwrap()
    }

    /// Five people who never rest, each with things of their own in folders that they share, until told to stop.
    async fn keep_busy(&self, stop: &AtomicBool) {
        let root = self.account.root_id.clone();
        let (one, other) = (self.add_folder(&root, "one").await.entry_id, self.add_folder(&root, "other").await.entry_id);
        let mover = async {
            let mut entry = self.add_file(&one, "moved").await;
            while !stop.load(Ordering::Relaxed) {
                entry = self.relocate(&entry, &other, "moved").await;
                entry = self.relocate(&entry, &one, "moved").await;
            }
        };
        let renamer = async {
            let mut entry = self.add_folder(&other, "renamed").await;
            self.add_file(&entry.entry_id, "inside").await;
            while !stop.load(Ordering::Relaxed) {
                entry = self.relocate(&entry, &other, "renamed again").await;
                entry = self.relocate(&entry, &one, "renamed").await;
                entry = self.relocate(&entry, &other, "renamed").await;
            }
        };
        let turns = || (0..BUSY_TURNS).take_while(|_| !stop.load(Ordering::Relaxed));
        let writer = async {
            for _ in turns() {
                self.add_file(&one, "written").await;
            }
        };
        let quitter = async {
            for _ in turns() {
                let upload = self.start(3).await;
                self.send(&upload).await;
                self.cancel(&upload).await;
            }
        };
        let maker = async {
            let mut parent = self.add_folder(&other, "made").await.entry_id;
            for number in turns() {
                let made = self.add_folder(&parent, &format!("made {number}")).await.entry_id;
                parent = if number % 8 == 0 { other.clone() } else { made };
            }
        };
        let worker = async {
            while !stop.load(Ordering::Relaxed) {
                work::run_due(self.home.app()).await.unwrap();
                tokio::task::yield_now().await;
            }
        };
        tokio::join!(mover, renamer, writer, quitter, maker, worker);
    }
}

/// Does a command whose progress nobody asks for.
async fn run(home: &Home, command: Command) -> Answer {
    let (progress, _lines) = Progress::channel();
    perform(home, command, progress).await
}

fn name_of(text: &str) -> EntryName {
    EntryName::parse(text).unwrap()
}

async fn sign_up(home: &Home, username: &str) -> AccountRecord {
    let app = home.app();
    let now = app.now();
    let account = AccountRecord {
        account_id: AccountId::from_random(app.random()),
        username: Username::parse(username).unwrap(),
        display_name: None,
        email: EmailAddress::parse(&format!("{username}@example.com")).unwrap(),
        email_verified: false,
        pending_email: None,
        locale: Locale::Ko,
        role: Role::User,
        status: AccountStatus::Active,
        root_id: EntryId::from_random(app.random()),
        trash_id: EntryId::from_random(app.random()),
        purging_id: EntryId::from_random(app.random()),
        created_at: now,
        vanishes_at: Some(now + UNCONFIRMED_LIFE),
        session_epoch: 0,
        notices: share_cloud_domain::notice::NoticeSettings::default(),
        notices_read_at: None,
        invited: None,
        last_seen_at: None,
        closes_at: None,
        closing_job_id: None,
    };
    let marker = GarbageRecord::marker(GarbageId::from_random(app.random()), account.account_id.clone(), now);
    app.db().note_marker(&marker).await.unwrap();
    app.objects().put_marker(&account.account_id).await.unwrap();
    let new = NewAccount {
        account,
        password_hash: "$argon2id$".to_owned(),
        quota_bytes: 1 << 40,
        mail: None,
        marker_garbage: marker.garbage_id,
        first_is_admin: false,
        device: "-".to_owned(),
        invitation: None,
    };
    app.db().sign_up(new).await.unwrap()
}

fn sentences(report: &Report) -> Vec<String> {
    let mut sentences: Vec<String> = report.breaches.iter().map(ToString::to_string).collect();
    sentences.sort();
    sentences
}

#[tokio::test]
async fn a_whole_home_is_clean_and_a_breach_is_named() {
    let world = World::new().await;
    let docs = world.add_folder(&world.account.root_id, "Docs").await.entry_id;
    world.add_file(&docs, "a").await;
    world.add_file(&docs, "a").await;
    let clean = run(&world.home, Command::Audit).await;
    let summary = "Clean: 1 accounts, 2 files and folders, 2 versions, 0 open uploads, 3 objects, 6 bytes.\n";
    assert_eq!(clean, Answer { exit_code: 0, output: summary.to_owned() });
    let upload = world.start(5).await;
    world.cancel(&UploadRecord { size_bytes: 4, ..upload }).await;
    let named = run(&world.home, Command::Audit).await;
    let breach = format!("Account {} has reserved_bytes 1, but there are 0.\n", world.account.account_id);
    assert_eq!(named, Answer { exit_code: 1, output: breach });
}

/// Audits beside the busy home, as often as it takes to trust the answer, and then once more when it rests.
async fn audits(world: &World, count: usize, check: impl Fn(&Report)) -> Report {
    let stop = AtomicBool::new(false);
    let audits = async {
        // The busy begin with what they need.
        while world.entry_count().await < BUSY_ENTRIES {
            tokio::task::yield_now().await;
        }
        for _ in 0..count {
            check(&world.audit().await);
        }
        stop.store(true, Ordering::Relaxed);
    };
    tokio::join!(world.keep_busy(&stop), audits);
    world.audit().await
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_reported_of_a_busy_home() {
    let world = World::new().await;
    let at_rest = Box::pin(audits(&world, 3, |report| assert_eq!(sentences(report), Vec::<String>::new()))).await;
    assert_eq!((at_rest.breaches, at_rest.unsettled), (Vec::new(), Vec::new()));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_reported_of_a_busy_home() {
    let world = World::new().await;
    let (app, root, account) = (world.home.app(), &world.account.root_id, &world.account.account_id);
    let wrong = EntryRecord {
        child_count: 5,
        total_bytes: 7,
        ..EntryRecord::folder(EntryId::from_random(app.random()), account.clone(), root.clone(), &name_of("wrong"), app.now())
    };
    app.db().create_folder(&wrong, &[]).await.unwrap();
    let hollow = world.start(3).await;
    let hollow = world.commit(&hollow, root, "hollow").await;
    let nobody = AccountId::from_random(app.random());
    app.objects().put_marker(&nobody).await.unwrap();
    let version = hollow.content.unwrap().version_id;
    let mut expected = vec![
        format!("Folder {} of account {account} has child_count 5, but there are 0.", wrong.entry_id),
        format!("Folder {} of account {account} has total_bytes 7, but there are 0.", wrong.entry_id),
        format!("Object accounts/{nobody}/marker belongs to no version, open upload, account or garbage note."),
        format!("Version {version} of file {} of account {account} has no object.", hollow.entry_id),
    ];
    expected.sort();
    let at_rest = Box::pin(audits(&world, 2, |report| assert_eq!(sentences(report), expected))).await;
    assert_eq!((sentences(&at_rest), at_rest.unsettled), (expected, Vec::new()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sum_that_is_wrong_is_never_passed_over() {
    let world = World::new().await;
    let upload = world.start(5).await;
    world.cancel(&UploadRecord { size_bytes: 4, ..upload }).await;
    let is_named = |breach: &Breach| breach.subject == Subject::Account(world.account.account_id.clone());
    let at_rest = Box::pin(audits(&world, 1, |report| {
        assert!(report.breaches.iter().chain(&report.unsettled).any(is_named), "{report:?}");
    }));
    let sentence = format!("Account {} has reserved_bytes 1, but there are 0.", world.account.account_id);
    assert_eq!(sentences(&at_rest.await), [sentence]);
}

#[tokio::test]
async fn an_owner_changes_roles_and_quotas_by_username_or_confirmed_address() {
    let world = World::new().await;
    let (home, db, id) = (&world.home, world.home.app().db(), &world.account.account_id);
    let login = || "jimin".to_owned();
    let granted = run(home, Command::AdminGrant { login: login() }).await;
    assert_eq!((granted.exit_code, granted.output.as_str()), (0, "jimin is an admin now.\n"));
    assert_eq!(db.account(id).await.unwrap().unwrap().role, Role::Admin);
    let revoked = run(home, Command::AdminRevoke { login: login() }).await;
    assert_eq!((revoked.exit_code, revoked.output.as_str()), (0, "jimin is an ordinary account now.\n"));
    assert_eq!(db.account(id).await.unwrap().unwrap().role, Role::User);
    world.add_file(&world.account.root_id, "a").await;
    for (quota_bytes, free_bytes, words) in [(50 << 30, (50 << 30) - 3, "50GiB"), (2, -1, "2"), (0, -3, "0")] {
        let set = run(home, Command::AdminSetQuota { login: login(), quota_bytes }).await;
        assert_eq!((set.exit_code, set.output), (0, format!("jimin may hold {words} now.\n")));
        let storage = db.room(&world.account).await.unwrap().storage;
        assert_eq!((u64::try_from(storage.quota_bytes).unwrap(), storage.free_bytes), (quota_bytes, free_bytes));
        assert_eq!(run(home, Command::Audit).await.exit_code, 0);
    }
    let stranger = run(home, Command::AdminGrant { login: "jimin@example.com".to_owned() }).await;
    assert_eq!(stranger.exit_code, 1, "the address is not confirmed");
    assert_eq!(stranger.output, "There is no account jimin@example.com: give a username or a confirmed address.\n");
}

async fn said(home: &Home, command: Command) -> String {
    let answer = run(home, command).await;
    assert_eq!(answer.exit_code, 0, "{answer:?}");
    answer.output
}

#[tokio::test]
async fn an_owner_sees_accounts_and_numbers_suspends_restores_and_ends_links() {
    let world = World::new().await;
    let (home, app) = (&world.home, world.home.app());
    sign_up(home, "minho").await;
    let login = || "jimin".to_owned();
    let quota = 1_u64 << 40;
    let jimin = |status: &str| format!("jimin  jimin@example.com (not confirmed)  {status}  0 of {quota} bytes  seen never\n");
    let minho = format!("minho  minho@example.com (not confirmed)  active  0 of {quota} bytes  seen never\n");
    let list = |prefix: &str| Command::AdminList { prefix: prefix.to_owned() };
    assert_eq!(said(home, list("")).await, jimin("active") + &minho);
    assert_eq!(said(home, list("min")).await, minho);
    assert_eq!(said(home, list("nobody")).await, "There is no such account.\n");
    assert_eq!(run(home, list("한글")).await.exit_code, 1);
    assert_eq!(said(home, Command::AdminSuspend { login: login() }).await, "jimin is suspended now.\n");
    assert_eq!(said(home, list("jimin")).await, jimin("suspended"));
    assert!(said(home, Command::AdminStats).await.starts_with("2 accounts\n2 of them with"));
    assert_eq!(said(home, Command::AdminRestore { login: login() }).await, "jimin is let in again.\n");
    let share_id = ShareId::from_random(app.random());
    let share = ShareRecord {
        share_id: share_id.clone(),
        account_id: world.account.account_id.clone(),
        entry_ids: vec![world.account.root_id.clone()],
        allow: Allow::View,
        password_hash: None,
        expires_at: None,
        tells_at: None,
        max_downloads: None,
        downloads_used: 0,
        bytes: 0,
        note: None,
        paused: false,
        drop_room: None,
        revoked_at: None,
        key_id: app.keys().current_id().to_owned(),
        created_at: app.now(),
    };
    app.db().add_share(&share).await.unwrap();
    let token = ShareToken::new(&share_id, [7; 16]);
    let revoke = |link: String| Command::AdminRevokeLink { link };
    assert_eq!(said(home, revoke(format!("https://files.example.org/s/{token}?x"))).await, "The link is ended.\n");
    assert!(app.db().share(&share_id).await.unwrap().unwrap().revoked_at.is_some());
    for wrong in ["https://files.example.org/".to_owned(), ShareToken::new(&ShareId::from_random([1; 16]), [7; 16]).to_string()] {
        assert_eq!(run(home, revoke(wrong)).await.exit_code, 1);
    }
    assert_eq!(run(home, Command::Audit).await.exit_code, 0);
}

#[tokio::test]
async fn an_owner_invites_before_there_is_any_account() {
    let world = World::new().await;
    let home = &world.home;
    assert_eq!(said(home, Command::AdminInvitations).await, "No invitation is open.\n");
    let printed = said(home, Command::AdminInvite { email: Some("minho@example.com".to_owned()) }).await;
    let link = printed.trim().rsplit(' ').next().unwrap();
    assert!(link.contains("/sign-up?invitation="), "{printed}");
    let listed = said(home, Command::AdminInvitations).await;
    assert!(listed.contains("for minho@example.com  until") && listed.trim().ends_with(link), "{listed}");
    let id = listed.split_whitespace().next().unwrap().to_owned();
    assert_eq!(run(home, Command::AdminInvite { email: Some("nobody".to_owned()) }).await.exit_code, 1);
    assert_eq!(said(home, Command::AdminUninvite { id: id.clone() }).await, "The invitation is taken back.\n");
    for gone in [id, "nonsense".to_owned()] {
        assert_eq!(run(home, Command::AdminUninvite { id: gone }).await.exit_code, 1);
    }
    assert_eq!(said(home, Command::AdminInvitations).await, "No invitation is open.\n");
}
