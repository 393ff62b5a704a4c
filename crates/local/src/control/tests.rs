use super::*;
use crate::data_folder::control_socket_of;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

fn echo() -> Handler {
    Arc::new(|command, _| Box::pin(async move { Answer { exit_code: 0, output: format!("{command:?}\n") } }))
}

fn home(folder: &DataFolder, handler: Handler) -> JoinHandle<()> {
    tokio::spawn(ControlServer::bind(folder).unwrap().run(handler))
}

/// Asks without listening to progress.
async fn ask(socket: &Path, command: &Command) -> Result<Answer, ControlError> {
    super::ask(socket, command, &Progress::channel().0).await
}

/// Stops a home as an abort does: what it holds is dropped.
async fn stop(home: JoinHandle<()>) {
    home.abort();
    assert!(home.await.unwrap_err().is_cancelled());
}

fn folder() -> (tempfile::TempDir, DataFolder) {
    let parent = tempfile::tempdir().unwrap();
    let folder = DataFolder::open(&parent.path().join("data")).unwrap();
    (parent, folder)
}

#[tokio::test]
async fn every_command_reaches_the_home_and_its_answer_comes_back() {
    let (_parent, folder) = folder();
    let _home = home(&folder, echo());
    let login = || "하나@example.net\n".to_owned();
    for command in [
        Command::Audit,
        Command::Sweep,
        Command::AdminGrant { login: login() },
        Command::AdminRevoke { login: login() },
        Command::AdminSetQuota { login: login(), quota_bytes: 50 << 30 },
        Command::AdminList { prefix: String::new() },
        Command::AdminSuspend { login: login() },
        Command::AdminStats,
        Command::AdminInvite { email: None },
        Command::MailTest { address: login() },
        Command::Backup { to: "/a/백업".into() },
    ] {
        let answer = ask(&folder.control_socket(), &command).await.unwrap();
        assert_eq!(answer, Answer { exit_code: 0, output: format!("{command:?}\n") });
    }
}

#[tokio::test]
async fn an_answer_may_be_long_and_carry_an_exit_code() {
    let (_parent, folder) = folder();
    let long = "invariant 1 is broken: 하나\n".repeat(40_000);
    let said = Answer { exit_code: 1, output: long };
    let answer = said.clone();
    let _home = home(&folder, Arc::new(move |_, _| Box::pin(futures::future::ready(answer.clone()))));
    assert_eq!(ask(&folder.control_socket(), &Command::Audit).await.unwrap(), said);
}

#[tokio::test]
async fn without_a_home_the_caller_learns_that_it_is_alone() {
    let (parent, folder) = folder();
    let socket = folder.control_socket();
    assert!(matches!(ask(&socket, &Command::Audit).await, Err(ControlError::NotRunning)), "never started");
    stop(home(&folder, echo())).await;
    assert!(!socket.exists(), "the socket goes with its home");
    assert!(matches!(ask(&socket, &Command::Audit).await, Err(ControlError::NotRunning)), "stopped");
    let nowhere = control_socket_of(&parent.path().join("nowhere"));
    assert!(matches!(ask(&nowhere, &Command::Audit).await, Err(ControlError::NotRunning)), "no folder");
}

#[tokio::test]
async fn a_socket_left_by_a_crash_is_replaced() {
    let (_parent, folder) = folder();
    let socket = folder.control_socket();
    for left in [&socket, &socket.with_extension("new")] {
        drop(std::os::unix::net::UnixListener::bind(left).unwrap());
    }
    assert!(matches!(ask(&socket, &Command::Audit).await, Err(ControlError::NotRunning)), "nobody listens on what a crash left");
    let _home = home(&folder, echo());
    assert_eq!(ask(&socket, &Command::Audit).await.unwrap().output, "Audit\n");
}

#[tokio::test]
async fn only_the_owner_may_use_the_socket() {
    let (_parent, folder) = folder();
    let _server = ControlServer::bind(&folder).unwrap();
    assert_eq!(fs::metadata(folder.control_socket()).unwrap().permissions().mode() & 0o777, 0o600);
}

#[tokio::test]
async fn a_folder_with_a_very_long_path_has_a_socket_too() {
    let parent = tempfile::tempdir().unwrap();
    let folder = DataFolder::open(&parent.path().join("가".repeat(60)).join("나".repeat(60))).unwrap();
    assert!(folder.control_socket().as_os_str().len() > 300);
    let _home = home(&folder, echo());
    assert_eq!(ask(&folder.control_socket(), &Command::Sweep).await.unwrap().output, "Sweep\n");
}

#[tokio::test]
async fn commands_run_side_by_side() {
    let (_parent, folder) = folder();
    // Each waits until both have begun.
    let barrier = Arc::new(tokio::sync::Barrier::new(2));
    let handler: Handler = Arc::new(move |_, _| {
        let barrier = Arc::clone(&barrier);
        Box::pin(async move {
            barrier.wait().await;
            Answer { exit_code: 0, output: String::new() }
        })
    });
    let _home = home(&folder, handler);
    let socket = folder.control_socket();
    let (one, two) = tokio::join!(ask(&socket, &Command::Audit), ask(&socket, &Command::Sweep));
    assert!(one.is_ok() && two.is_ok());
}

#[tokio::test]
async fn a_home_that_dies_in_the_middle_is_told_from_none() {
    let (_parent, folder) = folder();
    let begun = Arc::new(Notify::new());
    let tell = Arc::clone(&begun);
    let home = home(
        &folder,
        Arc::new(move |_, _| {
            tell.notify_one();
            Box::pin(futures::future::pending())
        }),
    );
    let socket = folder.control_socket();
    let (answer, ()) = tokio::join!(ask(&socket, &Command::Audit), async {
        begun.notified().await;
        stop(home).await;
    });
    assert!(matches!(answer, Err(ControlError::Broken)), "{answer:?}");
}

#[tokio::test]
async fn what_is_no_command_is_refused_and_harms_nothing() {
    let (_parent, folder) = folder();
    let _home = home(&folder, echo());
    for said in [
        "{}\n",
        "audit\n",
        "\"format_disk\"\n",
        "{\"audit\":{\"force\":true}}\n",
        "{\"admin_grant\":{}}\n",
        "{\"admin_grant\":{\"login\":\"hana\",\"x\":1}}\n",
    ] {
        let mut stream = UnixStream::connect(folder.control_socket()).await.unwrap();
        stream.write_all(said.as_bytes()).await.unwrap();
        let mut heard = String::new();
        stream.read_to_string(&mut heard).await.unwrap();
        let Message::Answer(answer) = serde_json::from_str(&heard).unwrap() else { panic!("{heard}") };
        assert!(answer.exit_code == 2 && answer.output.contains("does not know this command"), "{said} {heard}");
    }
    let mut endless = UnixStream::connect(folder.control_socket()).await.unwrap();
    drop(endless.write_all(&vec![b'x'; 1 << 20]).await);
    drop(UnixStream::connect(folder.control_socket()).await.unwrap());
    assert!(ask(&folder.control_socket(), &Command::Audit).await.is_ok());
}

#[tokio::test]
async fn lines_of_progress_come_before_the_answer_and_in_order() {
    let (_parent, folder) = folder();
    let handler: Handler = Arc::new(|_, progress| {
        Box::pin(async move {
            for number in 0..100 {
                progress.say(format!("line {number}"));
            }
            Answer { exit_code: 0, output: "done\n".to_owned() }
        })
    });
    let _home = home(&folder, handler);
    let (progress, mut lines) = Progress::channel();
    let answer = super::ask(&folder.control_socket(), &Command::Audit, &progress).await.unwrap();
    assert_eq!(answer.output, "done\n");
    let heard: Vec<String> = std::iter::from_fn(|| lines.try_recv().ok()).collect();
    assert_eq!(heard, (0..100).map(|number| format!("line {number}")).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_command_whose_caller_is_gone_is_broken_off() {
    let (_parent, folder) = folder();
    let (begun, ended) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (tell, end) = (Arc::clone(&begun), Arc::clone(&ended));
    let handler: Handler = Arc::new(move |_, progress| {
        let end = Arc::clone(&end);
        tokio::spawn(async move {
            while !progress.is_unheard() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            end.notify_one();
        });
        tell.notify_one();
        Box::pin(futures::future::pending())
    });
    let _home = home(&folder, handler);
    let mut caller = UnixStream::connect(folder.control_socket()).await.unwrap();
    caller.write_all(&line(&Command::Audit).unwrap()).await.unwrap();
    begun.notified().await;
    drop(caller);
    ended.notified().await;
}
