//! How `share-cloud audit` and its like reach the home that runs on the same data folder: a socket in the folder, open to its owner alone.
//! The command goes one way; any number of lines of progress and the answer go the other, each as one line of JSON.

use crate::data_folder::{DataFolder, DataFolderError};
use crate::progress::Progress;
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};
use std::ffi::OsStr;
use std::fs::{self, File, Permissions};
use std::io::{self, ErrorKind};
use std::os::fd::AsRawFd;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::unix::OwnedWriteHalf;
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::JoinSet;

/// The longest command.
const MAX_COMMAND_BYTES: u64 = 64 << 10;
/// The longest answer.
const MAX_ANSWER_BYTES: u64 = 64 << 20;
/// How many commands run at once; more wait.
const MAX_TALKS: usize = 8;
/// How long the other side may take to say its command.
const COMMAND_TIMEOUT: Duration = Duration::from_secs(10);
/// How long to wait before accepting again when the system has no file descriptor left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);
/// The longest path of a socket that every system takes: 104 bytes with the NUL at the end (macOS; Linux has 108).
const MAX_SOCKET_PATH_BYTES: usize = 103;

/// What the owner of a home asks it to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Command {
    /// Check every invariant.
    Audit,
    /// Do now what is due.
    Sweep,
    /// Make an account an admin.
    AdminGrant {
        /// Username or confirmed address.
        login: String,
    },
    /// Make an admin an ordinary account.
    AdminRevoke {
        /// Username or confirmed address.
        login: String,
    },
    /// Give an account more or less room.
    AdminSetQuota {
        /// Username or confirmed address.
        login: String,
        /// The new quota.
        quota_bytes: u64,
    },
    /// Name all accounts, or those whose usernames begin so.
    AdminList {
        /// How a username begins; empty for all.
        prefix: String,
    },
    /// Close everything of an account until it is restored.
    AdminSuspend {
        /// Username or confirmed address.
        login: String,
    },
    /// Let a suspended account in again.
    AdminRestore {
        /// Username or confirmed address.
        login: String,
    },
    /// Tell the numbers of the whole home.
    AdminStats,
    /// End a link that was reported.
    AdminRevokeLink {
        /// Its address, or its token alone.
        link: String,
    },
    /// Make an invitation and print its link.
    AdminInvite {
        /// The one address it is for.
        email: Option<String>,
    },
    /// Name the invitations that are open.
    AdminInvitations,
    /// Take an invitation back.
    AdminUninvite {
        /// The invitation.
        id: String,
    },
    /// Send a letter, to see whether one arrives.
    MailTest {
        /// Where to.
        address: String,
    },
    /// Copy the home into another folder.
    Backup {
        /// An absolute path: the running home has a current folder of its own.
        to: PathBuf,
    },
}

/// What the program prints and how it ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// 0 when all is well.
    pub exit_code: u8,
    /// What to print, with its line ends.
    pub output: String,
}

/// A line from the home.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Message {
    Progress(String),
    Answer(Answer),
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum ControlError {
    /// No home runs on this folder, so the caller may open it itself.
    #[error("no share-cloud is running on this data folder")]
    NotRunning,
    /// The home went away in the middle.
    #[error("the running share-cloud stopped before it answered: look at what it printed, and try again")]
    Broken,
    /// The socket cannot be used.
    #[error("the running share-cloud cannot be reached: {0}")]
    Io(#[from] io::Error),
}

/// Does one command.
pub type Handler = Arc<dyn Fn(Command, Progress) -> BoxFuture<'static, Answer> + Send + Sync>;

/// The home's side: dropping it removes the socket.
#[derive(Debug)]
pub struct ControlServer {
    listener: UnixListener,
    path: PathBuf,
}

impl ControlServer {
    /// Opens the socket of a folder. Whoever holds the folder is alone, so a socket that is there already was left by a crash and goes.
    /// It must be called in a Tokio runtime.
    ///
    /// # Errors
    /// [`DataFolderError`] when the socket cannot be made.
    pub fn bind(folder: &DataFolder) -> Result<Self, DataFolderError> {
        let path = folder.control_socket();
        let bind = || {
            // It gets its name only when it is closed to others, so nobody can slip in before.
            let unfinished = path.with_extension("new");
            remove(&unfinished)?;
            let listener = with_short_path(&unfinished, |short| UnixListener::bind(short))?;
            fs::set_permissions(&unfinished, Permissions::from_mode(0o600))?;
            fs::rename(&unfinished, &path)?;
            Ok(listener)
        };
        let listener = bind().map_err(|error| DataFolderError::from_io(&path, error))?;
        Ok(Self { listener, path })
    }

    /// Answers commands until it is dropped; commands that run then are dropped with it.
    pub async fn run(self, handler: Handler) {
        let mut talks = JoinSet::new();
        loop {
            tokio::select! {
                accepted = self.listener.accept(), if talks.len() < MAX_TALKS => match accepted {
                    Ok((stream, _)) => drop(talks.spawn(talk(stream, Arc::clone(&handler)))),
                    Err(error) => {
                        tracing::warn!(%error, "the control socket does not accept");
                        tokio::time::sleep(ACCEPT_PAUSE).await;
                    }
                },
                Some(talked) = talks.join_next() => if let Err(error) = talked {
                    tracing::error!(%error, "a command panicked");
                },
            }
        }
    }
}

impl Drop for ControlServer {
    fn drop(&mut self) {
        if let Err(error) = remove(&self.path) {
            tracing::warn!(%error, "the control socket stays until the next start");
        }
    }
}

/// Asks the home whose socket this is, and waits for its answer as long as it takes. Lines of progress are passed on as they come.
///
/// # Errors
/// [`ControlError::NotRunning`] when no home listens there; the others when one does but fails.
pub async fn ask(socket: &Path, command: &Command, progress: &Progress) -> Result<Answer, ControlError> {
    let stream = with_short_path(socket, |short| std::os::unix::net::UnixStream::connect(short)).map_err(|error| match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::ConnectionRefused => ControlError::NotRunning,
        _ => ControlError::Io(error),
    })?;
    stream.set_nonblocking(true)?;
    let mut stream = UnixStream::from_std(stream)?;
    // A home that stops now closes its side, and the missing answer tells.
    drop(stream.write_all(&line(command)?).await);
    let mut lines = BufReader::new(stream.take(MAX_ANSWER_BYTES));
    loop {
        let mut heard = String::new();
        drop(lines.read_line(&mut heard).await);
        match serde_json::from_str(&heard).map_err(|_| ControlError::Broken)? {
            Message::Progress(line) => progress.say(line),
            Message::Answer(answer) => return Ok(answer),
        }
    }
}

async fn talk(stream: UnixStream, handler: Handler) {
    let (hearing, mut telling) = stream.into_split();
    let mut hearing = BufReader::new(hearing.take(MAX_COMMAND_BYTES));
    let mut heard = String::new();
    let is_heard = tokio::time::timeout(COMMAND_TIMEOUT, hearing.read_line(&mut heard)).await;
    if !matches!(is_heard, Ok(Ok(1..))) {
        return;
    }
    let answer = match serde_json::from_str(&heard) {
        Ok(command) => {
            let (progress, lines) = Progress::channel();
            let handled = handler(command, progress);
            tokio::select! {
                answer = tell_while(handled, lines, &mut telling) => answer,
                // Who gave the command says nothing more; the end of their side means that they are gone.
                _ = hearing.read_line(&mut heard) => return,
            }
        }
        Err(_) => Some(Answer {
            exit_code: 2,
            output: "The running share-cloud does not know this command: start it again with the same version.\n".into(),
        }),
    };
    let sent = match answer {
        Some(answer) => tell(&mut telling, &Message::Answer(answer)).await,
        None => Ok(()),
    };
    if let Err(error) = sent {
        tracing::info!(%error, "whoever gave a command did not wait for its answer");
    }
}

/// Passes on what a command says until it is done; nothing when nobody takes it any more.
async fn tell_while(
    mut handled: BoxFuture<'static, Answer>,
    mut lines: UnboundedReceiver<String>,
    telling: &mut OwnedWriteHalf,
) -> Option<Answer> {
    loop {
        tokio::select! {
            answer = &mut handled => {
                while let Ok(line) = lines.try_recv() {
                    tell(telling, &Message::Progress(line)).await.ok()?;
                }
                return Some(answer);
            }
            Some(line) = lines.recv() => tell(telling, &Message::Progress(line)).await.ok()?,
        }
    }
}

async fn tell(telling: &mut OwnedWriteHalf, message: &Message) -> io::Result<()> {
    telling.write_all(&line(message)?).await
}

fn line(value: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut line = serde_json::to_vec(value)?;
    line.push(b'\n');
    Ok(line)
}

fn remove(path: &Path) -> io::Result<()> {
    fs::remove_file(path).or_else(|error| if error.kind() == ErrorKind::NotFound { Ok(()) } else { Err(error) })
}

/// Uses a socket's path, which systems limit to about a hundred bytes; a longer one is reached through its open folder where there is `/proc`.
fn with_short_path<T>(path: &Path, act: impl FnOnce(&Path) -> io::Result<T>) -> io::Result<T> {
    if path.as_os_str().as_bytes().len() <= MAX_SOCKET_PATH_BYTES {
        return act(path);
    }
    if !cfg!(target_os = "linux") {
        return Err(io::Error::new(ErrorKind::InvalidFilename, "the path is longer than a socket's may be; use a shorter --data"));
    }
    let folder = File::open(path.parent().unwrap_or(Path::new(".")))?;
    let name = path.file_name().unwrap_or(OsStr::new(""));
    act(&Path::new("/proc/self/fd").join(folder.as_raw_fd().to_string()).join(name))
}

#[cfg(test)]
mod tests;
