use super::*;
use clap::builder::Resettable;

/// Reads words alone, whatever the environment of the test holds.
fn read(words: &[&str]) -> Result<Invocation, FlagsError> {
    let definition = Arguments::command().mut_args(|flag| flag.env(Resettable::Reset));
    Invocation::read_with(definition, std::iter::once("share-cloud").chain(words.iter().copied()))
}

fn problems(words: &[&str]) -> Vec<String> {
    match read(words) {
        Err(FlagsError::Values(problems)) => problems,
        other => panic!("{other:?} instead of wrong values"),
    }
}

#[test]
fn the_definition_is_sound() {
    Arguments::command().debug_assert();
}

#[test]
fn without_words_it_serves_with_the_documented_defaults() {
    let Invocation { settings, task } = read(&[]).unwrap();
    assert_eq!(task, Task::Serve);
    assert_eq!(settings.listen, "127.0.0.1:8080".parse().unwrap());
    assert_eq!(settings.data, PathBuf::from("./data"));
    assert_eq!(settings.default_quota.bytes(), 10 << 30);
    assert_eq!(settings.sign_up, SignUpPolicy::Open);
    assert_eq!(settings.trusted_proxies, TrustedProxies::default());
    assert!(settings.base_url.is_none() && settings.smtp.is_none());
}

#[test]
fn every_flag_has_its_environment_twin() {
    let definition = Arguments::command();
    let twins: Vec<_> = definition.get_arguments().filter_map(|flag| Some((flag.get_long()?, flag.get_env()?.to_str()?))).collect();
    assert_eq!(
        twins,
        [
            ("cloud", "SHARE_CLOUD_CLOUD"),
            ("listen", "SHARE_CLOUD_LISTEN"),
            ("data", "SHARE_CLOUD_DATA"),
            ("base-url", "SHARE_CLOUD_BASE_URL"),
            ("smtp-url", "SHARE_CLOUD_SMTP_URL"),
            ("mail-from", "SHARE_CLOUD_MAIL_FROM"),
            ("default-quota", "SHARE_CLOUD_DEFAULT_QUOTA"),
            ("sign-up", "SHARE_CLOUD_SIGN_UP"),
            ("trusted-proxies", "SHARE_CLOUD_TRUSTED_PROXIES"),
        ]
    );
    assert!(definition.get_arguments().all(|flag| flag.get_env().is_none() || flag.is_hide_env_values_set()), "help prints no secret");
}

#[test]
fn a_flag_may_stand_before_or_after_the_command() {
    for words in [["--listen", "[::1]:9000", "serve"], ["serve", "--listen", "[::1]:9000"], ["serve", "--listen=[::1]:9000", "--data=/x"]] {
        let invocation = read(&words).unwrap();
        assert_eq!(invocation.task, Task::Serve);
        assert_eq!(invocation.settings.listen, "[::1]:9000".parse().unwrap(), "{words:?}");
    }
    let invocation = read(&["admin", "grant", "hana", "--data", "/x"]).unwrap();
    assert_eq!(invocation.settings.data, PathBuf::from("/x"));
    assert_eq!(read(&["--data", "/x", "admin", "grant", "hana"]).unwrap().settings.data, PathBuf::from("/x"));
}

#[test]
fn every_command_is_understood() {
    let login = || "hana".to_owned();
    for (words, command) in [
        (vec!["audit"], Command::Audit),
        (vec!["sweep"], Command::Sweep),
        (vec!["admin", "grant", "hana"], Command::AdminGrant { login: login() }),
        (vec!["admin", "revoke", "hana"], Command::AdminRevoke { login: login() }),
        (vec!["admin", "set-quota", "hana", "50GiB"], Command::AdminSetQuota { login: login(), quota_bytes: 50 << 30 }),
        (vec!["admin", "list"], Command::AdminList { prefix: String::new() }),
        (vec!["admin", "list", "hana"], Command::AdminList { prefix: login() }),
        (vec!["admin", "suspend", "hana"], Command::AdminSuspend { login: login() }),
        (vec!["admin", "restore", "hana"], Command::AdminRestore { login: login() }),
        (vec!["admin", "stats"], Command::AdminStats),
        (vec!["admin", "revoke-link", "hana"], Command::AdminRevokeLink { link: login() }),
        (vec!["admin", "invite"], Command::AdminInvite { email: None }),
        (vec!["admin", "invite", "hana"], Command::AdminInvite { email: Some(login()) }),
        (vec!["admin", "invitations"], Command::AdminInvitations),
        (vec!["admin", "uninvite", "hana"], Command::AdminUninvite { id: login() }),
    ] {
        assert_eq!(read(&words).unwrap().task, Task::Command(command));
    }
    for words in
        [vec!["admin"], vec!["admin", "grant"], vec!["admin", "set-quota", "hana"], vec!["fly"], vec!["--fly"], vec!["audit", "hana"]]
    {
        assert!(matches!(read(&words), Err(FlagsError::Usage(_))), "{words:?}");
    }
}

#[test]
fn all_wrong_values_are_told_together_one_sentence_each() {
    let words = [
        "--listen=8080",
        "--base-url=files.example.org",
        "--smtp-url=http://u:secret@mail.example.org",
        "--default-quota=lots",
        "--sign-up=friends",
        "--trusted-proxies=10.0.0.1/8",
        "admin",
        "set-quota",
        "hana",
        "-",
    ];
    let problems = problems(&words);
    assert_eq!(
        problems,
        [
            "The new room must be a size such as 10GiB, 500MB or a number of bytes.",
            "--listen must be an address and a port, such as 127.0.0.1:8080.",
            "--base-url must be http:// or https:// with a host and nothing after it, such as https://files.example.org.",
            "--smtp-url must look like smtp://user:password@mail.example.org:587 or smtps://user:password@mail.example.org:465.",
            "--default-quota must be a size such as 10GiB, 500MB or a number of bytes.",
            "--sign-up must be open, invitation, off, or domain: and the domains, such as domain:example.org,example.net.",
            "--trusted-proxies has a wrong part: `10.0.0.1/8` names an address inside a network; write the network as 10.0.0.0/8.",
        ]
    );
    assert!(!problems.join("").contains("secret"));
}

#[test]
fn an_empty_value_counts_as_none() {
    let words =
        ["--listen=", "--data=", "--base-url=", "--smtp-url=", "--mail-from= ", "--default-quota=", "--sign-up=", "--trusted-proxies="];
    let settings = read(&words).unwrap().settings;
    assert_eq!(settings.listen, "127.0.0.1:8080".parse().unwrap());
    assert_eq!(settings.data, PathBuf::from("./data"));
    assert!(settings.base_url.is_none() && settings.smtp.is_none());
}

#[test]
fn the_sender_is_no_reply_at_the_base_url_unless_given() {
    for (base_url, sender) in [
        ("", "share-cloud <no-reply@localhost>"),
        ("http://localhost:8080", "share-cloud <no-reply@localhost>"),
        ("http://10.0.0.7", "share-cloud <no-reply@localhost>"),
        ("http://[fd00::1]", "share-cloud <no-reply@localhost>"),
        ("https://files.example.org", "share-cloud <no-reply@files.example.org>"),
    ] {
        assert_eq!(default_sender(base_url.parse().ok().as_ref()), sender);
        assert!(read(&["--smtp-url=smtp://localhost", &format!("--base-url={base_url}")]).unwrap().settings.smtp.is_some(), "{base_url}");
    }
    let problems = problems(&["--smtp-url=smtp://localhost", "--mail-from=nobody"]);
    assert!(problems[0].starts_with("--mail-from must be an address"), "{problems:?}");
}

#[test]
fn backups_have_absolute_paths_because_a_running_home_has_another_current_folder() {
    let Task::Command(Command::Backup { to }) = read(&["backup", "../kept/monday"]).unwrap().task else { panic!() };
    assert!(to.is_absolute() && to.ends_with("kept/monday"), "{}", to.display());
    assert_eq!(read(&["restore", "/kept/monday", "--data", "/new"]).unwrap().task, Task::Restore { from: "/kept/monday".into() });
    assert!(matches!(read(&["backup"]), Err(FlagsError::Usage(_))) && matches!(read(&["restore"]), Err(FlagsError::Usage(_))));
}

#[test]
fn a_home_on_aws_takes_commands_and_does_not_serve() {
    for (words, command) in [
        (["--cloud", "aws", "audit"], Command::Audit),
        (["sweep", "--cloud", "aws"], Command::Sweep),
        (["audit", "--cloud", "aws"], Command::Audit),
    ] {
        assert_eq!(read(&words).unwrap().task, Task::CloudCommand(command), "{words:?}");
    }
    assert_eq!(read(&["audit", "--cloud", "embedded"]).unwrap().task, Task::Command(Command::Audit));
    for words in [vec!["--cloud", "aws"], vec!["serve", "--cloud", "aws"], vec!["restore", "/kept", "--cloud", "aws"]] {
        assert_eq!(problems(&words), ["--cloud aws is for the commands audit, sweep, admin and mail-test."], "{words:?}");
    }
    assert_eq!(problems(&["audit", "--cloud", "moon"]), ["--cloud must be embedded or aws."]);
}
