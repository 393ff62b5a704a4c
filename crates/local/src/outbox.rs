//! Where letters land in an embedded home without a mail server: files in the data folder, a page and a list for people at this machine.

mod local_request;
mod page;
mod previews;

pub use local_request::is_local_request;

use crate::data_folder::durable;
use crate::flags::BaseUrl;
use crate::plain_page;
use axum::Router;
use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use futures::future::BoxFuture;
use http::{HeaderMap, StatusCode, header};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use share_cloud_aws::mailer::{Letter, MailError, Mailer};
use std::collections::VecDeque;
use std::fs;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many letters are kept; older ones go.
pub const MAX_LETTERS: usize = 1_000;
/// How many letters the page shows.
const PAGE_LETTERS: usize = 100;

/// What time it is; tests set it.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// A letter as the outbox keeps and shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutboxMessage {
    /// Opaque; later letters have greater ones.
    pub id: String,
    /// The address of the one recipient.
    pub to: String,
    /// The subject line.
    pub subject: String,
    /// The body as plain text.
    pub text: String,
    /// The same body as HTML.
    pub html: String,
    /// When it was sent.
    pub sent_at: Timestamp,
}

/// The outbox of one data folder. Clones share it.
#[derive(Clone)]
pub struct Outbox(Arc<Inner>);

struct Inner {
    folder: PathBuf,
    clock: Clock,
    /// The last id given, and the right to write.
    last_id: Mutex<u64>,
    /// Newest first.
    letters: Mutex<VecDeque<Arc<OutboxMessage>>>,
}

impl Outbox {
    /// Opens the folder and reads the letters in it; makes it when it is missing. It blocks: call it while starting.
    ///
    /// # Errors
    /// When the folder cannot be made, read or written. A letter that cannot be read is left out and logged.
    pub fn open(folder: &Path, clock: Clock) -> io::Result<Self> {
        durable::make_private_folder(folder)?;
        let mut letters = read_letters(folder)?;
        letters.sort_by(|one, other| other.id.cmp(&one.id));
        let last_id = letters.first().and_then(|newest| newest.id.parse().ok()).unwrap_or(0);
        for old in letters.split_off(letters.len().min(MAX_LETTERS)) {
            fs::remove_file(folder.join(file_name(&old.id)))?;
        }
        let letters = Mutex::new(letters.into_iter().map(Arc::new).collect());
        Ok(Self(Arc::new(Inner { folder: folder.to_owned(), clock, last_id: Mutex::new(last_id), letters })))
    }

    /// The newest letters first, at most `limit` of them.
    #[must_use]
    pub fn list(&self, limit: usize) -> Vec<Arc<OutboxMessage>> {
        locked(&self.0.letters).iter().take(limit).cloned().collect()
    }

    fn kept(&self) -> usize {
        locked(&self.0.letters).len()
    }
}

impl Inner {
    /// Writes the letter; when it returns, the letter outlives a crash.
    fn keep(&self, letter: Letter) -> io::Result<()> {
        let mut last_id = locked(&self.last_id);
        let sent_at = (self.clock)();
        let id_number = u64::try_from(sent_at.as_microsecond()).unwrap_or(0).max(*last_id + 1);
        let Letter { to, subject, text, html } = letter;
        let message = OutboxMessage { id: format!("{id_number:020}"), to, subject, text, html, sent_at };
        durable::write_file(&self.folder, &file_name(&message.id), &serde_json::to_vec(&message)?)?;
        *last_id = id_number;
        let too_old = {
            let mut letters = locked(&self.letters);
            letters.push_front(Arc::new(message));
            let kept = letters.len().min(MAX_LETTERS);
            letters.split_off(kept)
        };
        for old in too_old {
            if let Err(error) = fs::remove_file(self.folder.join(file_name(&old.id))) {
                tracing::warn!(%error, "an old letter stays until the next start");
            }
        }
        Ok(())
    }
}

impl Mailer for Outbox {
    fn send<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Result<(), MailError>> {
        let (inner, letter) = (Arc::clone(&self.0), letter.clone());
        Box::pin(async move {
            let kept = tokio::task::spawn_blocking(move || inner.keep(letter)).await;
            kept.map_err(io::Error::other).flatten().map_err(|error| MailError::Later(error.into()))
        })
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn file_name(id: &str) -> String {
    format!("{id}.json")
}

fn read_letters(folder: &Path) -> io::Result<Vec<OutboxMessage>> {
    let mut letters = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.ends_with(durable::UNFINISHED) {
            fs::remove_file(&path)?;
        } else if let Some(id) = name.strip_suffix(".json") {
            match serde_json::from_slice::<OutboxMessage>(&fs::read(&path)?) {
                Ok(letter) if letter.id == id => letters.push(letter),
                _ => tracing::warn!(path = %path.display(), "this file of the outbox is not a letter"),
            }
        }
    }
    Ok(letters)
}

/// What the outbox must know of the home to tell people at this machine from others.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// The address the home listens on.
    pub listener: SocketAddr,
    /// The base URL, when one is set.
    pub base_url: Option<BaseUrl>,
}

/// `GET /outbox`, a page, and `GET /outbox/messages`, the same as JSON; `/outbox/previews` shows every letter that there is. All are 404
/// unless [`is_local_request`];
/// the peer's address must come with the request as [`ConnectInfo`], and without it nothing is local.
pub fn router(outbox: Outbox, surroundings: Surroundings) -> Router {
    Router::new()
        .route("/outbox", get(show_page))
        .route("/outbox/messages", get(list_messages))
        .route("/outbox/previews", get(previews::list))
        .route("/outbox/previews/{name}", get(previews::show))
        .with_state(outbox)
        .layer(middleware::from_fn_with_state(Arc::new(surroundings), only_local))
}

async fn only_local(State(surroundings): State<Arc<Surroundings>>, request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
    let is_local = |peer| is_local_request(surroundings.listener, peer, surroundings.base_url.as_ref(), request.headers());
    // An absolute request target counts more than the Host header (RFC 9112, section 3.2.2).
    let has_local_target = request.uri().authority().is_none_or(|target| local_request::is_loopback_authority(target.as_str()));
    if !(has_local_target && peer.is_some_and(is_local)) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let mut response = next.run(request).await;
    plain_page::set_private_headers(response.headers_mut());
    response
}

async fn show_page(State(outbox): State<Outbox>, headers: HeaderMap) -> Response {
    let (kept, letters) = (outbox.kept(), outbox.list(PAGE_LETTERS));
    private_page(page::page(&letters, kept, plain_page::locale_of(&headers), (outbox.0.clock)()))
}

/// A page of ours, in the language of the reader.
fn private_page(html: String) -> Response {
    (
        [(header::CONTENT_SECURITY_POLICY, plain_page::content_security_policy(None)), (header::VARY, "accept-language".to_owned())],
        Html(html),
    )
        .into_response()
}

#[derive(Serialize)]
struct Messages<'a> {
    items: Vec<&'a OutboxMessage>,
}

async fn list_messages(State(outbox): State<Outbox>) -> Response {
    let letters = outbox.list(MAX_LETTERS);
    axum::Json(Messages { items: letters.iter().map(AsRef::as_ref).collect() }).into_response()
}

#[cfg(test)]
mod tests;
