//! What a person can say to the program: flags, their environment twins, and commands. Everything is read once, here, into typed values.

mod base_url;
mod byte_size;
mod cidr;

pub use base_url::{BaseUrl, BaseUrlError, is_loopback_host};
pub use byte_size::{ByteSize, ByteSizeError, MAX_BYTES};
pub use cidr::{Cidr, CidrError, TrustedProxies};

use crate::control::Command;
use crate::smtp::{SmtpMailer, SmtpSetupError};
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use share_cloud_domain::sign_up::SignUpPolicy;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

const EMBEDDED: &str = "embedded";
const DEFAULT_LISTEN: &str = "127.0.0.1:8080";
const DEFAULT_DATA: &str = "./data";
const DEFAULT_QUOTA: &str = "10GiB";
const DEFAULT_SIGN_UP: &str = "open";

/// A file cloud of your own, in one program.
///
/// Without a command it serves: the web app, the API and the files, on one port.
#[derive(Parser)]
#[command(name = "share-cloud", version)]
struct Arguments {
    #[command(subcommand)]
    command: Option<CommandArgument>,

    /// Which home a command is for: embedded, the one in --data; or aws, the one that the environment names as for its functions
    #[arg(long, global = true, env = "SHARE_CLOUD_CLOUD", value_name = "HOME", default_value = EMBEDDED, hide_env_values = true)]
    cloud: String,

    /// Where to listen
    #[arg(long, global = true, env = "SHARE_CLOUD_LISTEN", value_name = "ADDRESS:PORT", default_value = DEFAULT_LISTEN, hide_env_values = true)]
    listen: String,

    /// The folder that holds everything
    #[arg(long, global = true, env = "SHARE_CLOUD_DATA", value_name = "FOLDER", default_value = DEFAULT_DATA, hide_env_values = true)]
    data: OsString,

    /// Where people reach this home, as links in letters begin: https://files.example.org
    #[arg(long, global = true, env = "SHARE_CLOUD_BASE_URL", value_name = "URL", hide_env_values = true)]
    base_url: Option<String>,

    /// The mail server: smtp://user:password@host:587 (STARTTLS) or smtps://user:password@host:465; without it letters land in /outbox
    #[arg(long, global = true, env = "SHARE_CLOUD_SMTP_URL", value_name = "URL", hide_env_values = true)]
    smtp_url: Option<String>,

    /// Who letters come from; without it no-reply at the host of --base-url
    #[arg(long, global = true, env = "SHARE_CLOUD_MAIL_FROM", value_name = "ADDRESS", hide_env_values = true)]
    mail_from: Option<String>,

    /// The room of a new account; 1GB means 1,024MB
    #[arg(long, global = true, env = "SHARE_CLOUD_DEFAULT_QUOTA", value_name = "SIZE", default_value = DEFAULT_QUOTA, hide_env_values = true)]
    default_quota: String,

    /// Who may sign up: open; invitation; domain:example.org,… for addresses of these domains or invitations; off
    #[arg(long, global = true, env = "SHARE_CLOUD_SIGN_UP", value_name = "WHO", default_value = DEFAULT_SIGN_UP, hide_env_values = true)]
    sign_up: String,

    /// Proxies whose X-Forwarded headers are believed: 10.0.0.0/8,fd00::/8
    #[arg(long, global = true, env = "SHARE_CLOUD_TRUSTED_PROXIES", value_name = "NETWORKS", hide_env_values = true)]
    trusted_proxies: Option<String>,
}

#[derive(Debug, Subcommand)]
enum CommandArgument {
    /// Serve the cloud until stopped (the default)
    Serve,
    /// Check that every byte is accounted for; exits 1 naming each breach
    Audit,
    /// Do now what is due: expire uploads, remove garbage, send waiting letters
    Sweep,
    /// Copy the whole home into a new or empty folder, while it goes on
    Backup {
        /// The folder of the backup
        #[arg(value_name = "DIR")]
        to: PathBuf,
    },
    /// Make a home of a backup, in a new or empty --data folder, and audit it
    Restore {
        /// The folder of the backup
        #[arg(value_name = "DIR")]
        from: PathBuf,
    },
    /// Send a letter, to see whether one arrives
    MailTest {
        /// Where to
        address: String,
    },
    /// Accounts, invitations, reported links
    #[command(subcommand)]
    Admin(AdminArgument),
}

#[derive(Debug, Subcommand)]
enum AdminArgument {
    /// Make an account an admin
    Grant {
        /// Username or confirmed e-mail address
        login: String,
    },
    /// Make an admin an ordinary account
    Revoke {
        /// Username or confirmed e-mail address
        login: String,
    },
    /// Name all accounts, or those whose usernames begin so
    List {
        /// How a username begins
        prefix: Option<String>,
    },
    /// Close everything of an account, its links too; nothing of it is lost
    Suspend {
        /// Username or confirmed e-mail address
        login: String,
    },
    /// Let a suspended account in again
    Restore {
        /// Username or confirmed e-mail address
        login: String,
    },
    /// Tell the numbers of the whole home
    Stats,
    /// End a link that was reported, without looking at what it holds
    RevokeLink {
        /// Its address
        link: String,
    },
    /// Make an invitation to sign up, good for 7 days, and print its link
    Invite {
        /// The one address it is for; without it, it is for whoever has the link
        email: Option<String>,
    },
    /// Name the invitations that are open
    Invitations,
    /// Take an invitation back
    Uninvite {
        /// The invitation, as `admin invitations` names it
        id: String,
    },
    /// Give an account more or less room
    SetQuota {
        /// Username or confirmed e-mail address
        login: String,
        /// The new room, such as 50GiB
        #[arg(value_name = "SIZE")]
        quota: String,
    },
}

/// What to do, and with which settings.
#[derive(Debug, Clone)]
pub struct Invocation {
    /// The settings of the home.
    pub settings: Settings,
    /// What to do.
    pub task: Task,
}

/// What the program was started for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Task {
    /// Serve until stopped.
    Serve,
    /// Ask the running home, or do it alone when none is running.
    Command(Command),
    /// Do it on the home on AWS that the environment names.
    CloudCommand(Command),
    /// Make a home of a backup.
    Restore {
        /// The folder of the backup.
        from: PathBuf,
    },
}

/// The settings of the embedded home, each with its flag's name.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `--listen`.
    pub listen: SocketAddr,
    /// `--data`.
    pub data: PathBuf,
    /// `--base-url`.
    pub base_url: Option<BaseUrl>,
    /// `--smtp-url` with `--mail-from`; without it letters land in the outbox.
    pub smtp: Option<SmtpMailer>,
    /// `--default-quota`.
    pub default_quota: ByteSize,
    /// `--sign-up`.
    pub sign_up: SignUpPolicy,
    /// `--trusted-proxies`.
    pub trusted_proxies: TrustedProxies,
}

/// Why the program does not start.
#[derive(Debug)]
pub enum FlagsError {
    /// Help, the version, an unknown flag or a missing word: clap knows what to print, where, and the exit code.
    Usage(Box<clap::Error>),
    /// Values that are not what their flags take: all of them, one sentence each.
    Values(Vec<String>),
}

impl fmt::Display for FlagsError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(error) => error.fmt(formatter),
            Self::Values(problems) => formatter.write_str(&problems.join("\n")),
        }
    }
}

impl std::error::Error for FlagsError {}

impl Invocation {
    /// Reads the command line, the program's name first, and the environment.
    ///
    /// # Errors
    /// [`FlagsError::Usage`] when it cannot be read at all, else [`FlagsError::Values`] with every wrong value.
    pub fn read(words: impl IntoIterator<Item = impl Into<OsString> + Clone>) -> Result<Self, FlagsError> {
        Self::read_with(Arguments::command(), words)
    }

    fn read_with(definition: clap::Command, words: impl IntoIterator<Item = impl Into<OsString> + Clone>) -> Result<Self, FlagsError> {
        let matches = definition.try_get_matches_from(words);
        let arguments = matches.and_then(|matches| Arguments::from_arg_matches(&matches));
        let arguments = arguments.map_err(|error| FlagsError::Usage(Box::new(error)))?;
        let mut problems = Problems::default();
        let task = task(arguments.command.as_ref(), &mut problems).and_then(|task| at(&arguments.cloud, task, &mut problems));
        let settings = settings(&arguments, &mut problems);
        match (task, settings) {
            (Some(task), Some(settings)) if problems.0.is_empty() => Ok(Self { settings, task }),
            _ => Err(FlagsError::Values(problems.0)),
        }
    }
}

#[derive(Default)]
struct Problems(Vec<String>);

impl Problems {
    /// Keeps the sentence of a wrong value; the flag's name is its subject.
    fn keep<T>(&mut self, flag: &str, parsed: Result<T, impl fmt::Display>) -> Option<T> {
        parsed.map_err(|error| self.0.push(format!("{flag} {error}."))).ok()
    }
}

fn task(command: Option<&CommandArgument>, problems: &mut Problems) -> Option<Task> {
    let command = match command {
        None | Some(CommandArgument::Serve) => return Some(Task::Serve),
        Some(CommandArgument::Audit) => Command::Audit,
        Some(CommandArgument::Sweep) => Command::Sweep,
        Some(CommandArgument::MailTest { address }) => Command::MailTest { address: address.clone() },
        Some(CommandArgument::Restore { from }) => return Some(Task::Restore { from: from.clone() }),
        Some(CommandArgument::Backup { to }) => {
            let absolute = std::path::absolute(to).map_err(|error| format!("must be named differently ({error})"));
            Command::Backup { to: problems.keep("The folder of the backup", absolute)? }
        }
        Some(CommandArgument::Admin(admin)) => admin_command(admin, problems)?,
    };
    Some(Task::Command(command))
}

fn admin_command(admin: &AdminArgument, problems: &mut Problems) -> Option<Command> {
    Some(match admin {
        AdminArgument::Grant { login } => Command::AdminGrant { login: login.clone() },
        AdminArgument::Revoke { login } => Command::AdminRevoke { login: login.clone() },
        AdminArgument::List { prefix } => Command::AdminList { prefix: prefix.clone().unwrap_or_default() },
        AdminArgument::Suspend { login } => Command::AdminSuspend { login: login.clone() },
        AdminArgument::Restore { login } => Command::AdminRestore { login: login.clone() },
        AdminArgument::Stats => Command::AdminStats,
        AdminArgument::RevokeLink { link } => Command::AdminRevokeLink { link: link.clone() },
        AdminArgument::Invite { email } => Command::AdminInvite { email: email.clone() },
        AdminArgument::Invitations => Command::AdminInvitations,
        AdminArgument::Uninvite { id } => Command::AdminUninvite { id: id.clone() },
        AdminArgument::SetQuota { login, quota } => {
            let quota: ByteSize = problems.keep("The new room", quota.parse())?;
            Command::AdminSetQuota { login: login.clone(), quota_bytes: quota.bytes() }
        }
    })
}

/// The task where `--cloud` says it is to be done.
fn at(cloud: &str, task: Task, problems: &mut Problems) -> Option<Task> {
    let where_to_do_it = match (cloud.trim(), task) {
        ("" | EMBEDDED, task) => Ok(task),
        ("aws", Task::Command(command)) => Ok(Task::CloudCommand(command)),
        ("aws", _) => Err("aws is for the commands audit, sweep, admin and mail-test"),
        _ => Err("must be embedded or aws"),
    };
    problems.keep("--cloud", where_to_do_it)
}

/// A flag that is there but empty, as compose files write it, counts as not there.
fn given(value: Option<&String>) -> Option<&str> {
    value.map(|value| value.trim()).filter(|value| !value.is_empty())
}

fn settings(arguments: &Arguments, problems: &mut Problems) -> Option<Settings> {
    let listen = given(Some(&arguments.listen)).unwrap_or(DEFAULT_LISTEN);
    let listen = problems.keep("--listen", listen.parse().map_err(|_| "must be an address and a port, such as 127.0.0.1:8080"));
    let base_url = given(arguments.base_url.as_ref()).map(|url| problems.keep("--base-url", url.parse::<BaseUrl>()));
    let smtp = smtp(arguments, base_url.as_ref().and_then(Option::as_ref), problems);
    let default_quota = given(Some(&arguments.default_quota)).unwrap_or(DEFAULT_QUOTA);
    let default_quota = problems.keep("--default-quota", default_quota.parse());
    let sign_up = given(Some(&arguments.sign_up)).unwrap_or(DEFAULT_SIGN_UP);
    let sign_up = problems.keep("--sign-up", sign_up.parse());
    let proxies = given(arguments.trusted_proxies.as_ref()).unwrap_or_default();
    let trusted_proxies =
        problems.keep("--trusted-proxies", TrustedProxies::parse(proxies).map_err(|error| format!("has a wrong part: {error}")));
    let data = PathBuf::from(if arguments.data.is_empty() { OsStr::new(DEFAULT_DATA) } else { &arguments.data });
    Some(Settings {
        listen: listen?,
        data,
        base_url: base_url.flatten(),
        smtp,
        default_quota: default_quota?,
        sign_up: sign_up?,
        trusted_proxies: trusted_proxies?,
    })
}

fn smtp(arguments: &Arguments, base_url: Option<&BaseUrl>, problems: &mut Problems) -> Option<SmtpMailer> {
    let url = given(arguments.smtp_url.as_ref())?;
    let from = given(arguments.mail_from.as_ref()).map_or_else(|| default_sender(base_url), str::to_owned);
    let mailer = SmtpMailer::from_url(url, &from);
    let flag = if matches!(mailer, Err(SmtpSetupError::NotSender)) { "--mail-from" } else { "--smtp-url" };
    problems.keep(flag, mailer)
}

fn default_sender(base_url: Option<&BaseUrl>) -> String {
    let is_name = |url: &&BaseUrl| url.host().contains('.') && url.host().contains(|letter: char| letter.is_ascii_alphabetic());
    let host = base_url.filter(is_name).map_or("localhost", BaseUrl::host);
    format!("share-cloud <no-reply@{host}>")
}

#[cfg(test)]
mod tests;
