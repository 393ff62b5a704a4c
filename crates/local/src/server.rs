//! Serving until told to stop, and then stopping within the time that was promised.

use crate::commands;
use crate::control::{Command, ControlServer};
use crate::data_folder::{DataFolder, DataFolderError};
use crate::flags::Settings;
use crate::gateway::{self, Network};
use crate::home::{Home, HomeError, Opening};
use crate::listener::Bounds;
use crate::progress::Progress;
use crate::store::Faults;
use crate::welcome::welcome;
use share_cloud_api::config::{Config, ContentOrigin, Limits};
use share_cloud_aws::failure::Failure;
use share_cloud_aws::mailer::Mailer;
use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// Why the program ends before it serves: one sentence each.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The home cannot be opened.
    #[error(transparent)]
    Home(#[from] HomeError),
    /// The data folder cannot be used.
    #[error(transparent)]
    Folder(#[from] DataFolderError),
    /// The address is taken, or not this machine's.
    #[error("{address} cannot be listened on ({cause}): choose another address or port with --listen.")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        cause: io::Error,
    },
    /// The table does not answer.
    #[error("The table cannot be read ({0}): check the disk, or put the folder back from a backup.")]
    Table(Failure),
    /// The system does not serve.
    #[error("The system stopped the server: {0}.")]
    Serve(#[from] io::Error),
}

/// What the product is told, from the settings and where the home really listens.
#[must_use]
pub fn config(settings: &Settings, listener: SocketAddr) -> Config {
    let base_url = settings.base_url.as_ref();
    let is_loopback = listener.ip().is_loopback() && base_url.is_none_or(crate::flags::BaseUrl::is_loopback);
    Config {
        base_url: base_url.map_or_else(|| format!("http://{}", shown(listener)), ToString::to_string),
        content_origin: ContentOrigin::Request,
        default_quota_bytes: i64::try_from(settings.default_quota.bytes()).unwrap_or(i64::MAX),
        mail_configured: settings.smtp.is_some() || is_loopback,
        first_account_is_admin: is_loopback && settings.trusted_proxies.is_empty(),
        sign_up: settings.sign_up.clone(),
        limits: Limits::default(),
    }
}

/// The address as a person types it.
fn shown(listener: SocketAddr) -> String {
    let is_everywhere = listener.ip().is_unspecified();
    if is_everywhere { format!("localhost:{}", listener.port()) } else { listener.to_string() }
}

/// Opens the home of the settings.
///
/// # Errors
/// [`ServeError`], one sentence.
pub async fn open(settings: &Settings, folder: DataFolder, listener: SocketAddr) -> Result<Home, ServeError> {
    let mailer = settings.smtp.clone().map(|smtp| Arc::new(smtp) as Arc<dyn Mailer>);
    let opening = Opening {
        config: config(settings, listener),
        mailer,
        clock: Arc::new(system_clock),
        chance: Arc::new(system_chance),
        faults: Faults::default(),
        stores: None,
    };
    Ok(Home::open(folder, opening).await?)
}

#[expect(clippy::disallowed_methods, reason = "the one place where the program asks the machine for the time")]
pub(crate) fn system_clock() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

#[expect(clippy::expect_used, reason = "without randomness nothing can be kept secret: better to stop")]
pub(crate) fn system_chance(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the system gives random bytes");
}

/// Serves until SIGTERM or Ctrl-C.
///
/// # Errors
/// [`ServeError`], one sentence, when it cannot begin.
pub async fn serve(settings: Settings) -> Result<(), ServeError> {
    let folder = DataFolder::open(&settings.data)?;
    let failed = |cause| ServeError::Listen { address: settings.listen, cause };
    let listener = TcpListener::bind(settings.listen).await.map_err(failed)?;
    let address = listener.local_addr()?;
    let control = ControlServer::bind(&folder)?;
    let home = open(&settings, folder, address).await?;
    let network = Network { listener: address, base_url: settings.base_url.clone(), trusted_proxies: settings.trusted_proxies.clone() };
    let admin_link = home.admin_link().draw(home.app()).await.map_err(ServeError::Table)?;
    #[expect(clippy::print_stdout, reason = "the program tells its owner where it is")]
    {
        print!("{}", welcome(home.app().config(), home.outbox().is_some(), admin_link.as_deref()));
    }
    let stop = Stop::listen()?;
    let commanded = home.clone();
    let handler = Arc::new(move |command: Command, progress: Progress| {
        let home = commanded.clone();
        let done: futures::future::BoxFuture<'static, _> = Box::pin(async move { commands::perform(&home, command, progress).await });
        done
    });
    tokio::select! {
        () = run(&home, listener, network, stop) => {}
        () = home.work() => {}
        () = control.run(handler) => {}
    }
    Ok(())
}

/// Serves a home on a listener until `stop`, then lets what runs finish for a while.
pub async fn run(home: &Home, listener: TcpListener, network: Network, stop: impl Future<Output = ()>) {
    let proxies = network.trusted_proxies.clone();
    let is_trusted = move |peer: IpAddr| peer.to_canonical().is_loopback() || proxies.contains(peer);
    crate::listener::serve(listener, gateway::router(home, network), Bounds::default(), is_trusted, stop).await;
}

/// The signals that end the program.
struct Stop {
    term: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

impl Stop {
    fn listen() -> io::Result<impl Future<Output = ()> + Send + 'static> {
        let mut stop = Self { term: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? };
        Ok(async move {
            tokio::select! {
                _ = stop.term.recv() => {}
                _ = stop.interrupt.recv() => {}
            }
        })
    }
}
