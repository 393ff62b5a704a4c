//! Letters by SMTP: one connection for each letter, encrypted unless the server is on this machine.

use crate::flags::is_loopback_host;
use futures::future::BoxFuture;
use http::Uri;
use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::response::{Category, Code, Severity};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use share_cloud_aws::mailer::{Letter, MailError, Mailer};
use std::error::Error;
use std::fmt;
use std::time::Duration;

/// How long a connection may take to open.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(15);
/// How long one letter may take from the first byte to the last.
const LETTER_TIMEOUT: Duration = Duration::from_secs(60);

type SmtpError = lettre::transport::smtp::Error;

/// Why a mail server cannot be used as it is written. Each reads as a sentence after the name of what is wrong, and none repeats the URL,
/// which may hold a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SmtpSetupError {
    /// It is not such a URL at all.
    #[error("must look like smtp://user:password@mail.example.org:587 or smtps://user:password@mail.example.org:465")]
    NotSmtpUrl,
    /// A path, query or fragment would be ignored, so it is refused.
    #[error("must end after the host or port")]
    TooMuch,
    /// One without the other would sign in nowhere.
    #[error("must hold both a user and a password, percent-encoded, or neither")]
    HalfCredentials,
    /// The sender is not a mailbox.
    #[error("must be an address such as `cloud@example.org` or `Cloud <cloud@example.org>`")]
    NotSender,
}

/// Sends letters to one SMTP server.
#[derive(Clone)]
pub struct SmtpMailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    letter_timeout: Duration,
}

impl fmt::Debug for SmtpMailer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("SmtpMailer").field("from", &self.from).finish_non_exhaustive()
    }
}

impl SmtpMailer {
    /// Reads `smtp://` (STARTTLS is required, port 587; on this machine plain, port 25) or `smtps://` (TLS from the first byte, port 465).
    /// Nothing is connected yet.
    ///
    /// # Errors
    /// [`SmtpSetupError`] says what to change in the URL or the sender.
    pub fn from_url(url: &str, from: &str) -> Result<Self, SmtpSetupError> {
        let from: Mailbox = from.parse().map_err(|_| SmtpSetupError::NotSender)?;
        Ok(Self { transport: transport(url, encryption(url)?)?, from, letter_timeout: LETTER_TIMEOUT })
    }

    fn message(&self, letter: &Letter, random: [u8; 16]) -> Result<Message, Box<dyn Error + Send + Sync>> {
        let message_id = format!("<{:032x}@{}>", u128::from_be_bytes(random), self.from.email.domain());
        let builder = Message::builder().from(self.from.clone()).to(Mailbox::new(None, letter.to.parse()?)).subject(letter.subject.clone());
        let builder = builder.message_id(Some(message_id)).header(AutoSubmitted);
        Ok(builder.multipart(MultiPart::alternative_plain_html(letter.text.clone(), letter.html.clone()))?)
    }

    async fn deliver(&self, letter: &Letter) -> Result<(), MailError> {
        let mut random = [0_u8; 16];
        getrandom::fill(&mut random).map_err(|error| MailError::Later(error.to_string().into()))?;
        let message = self.message(letter, random).map_err(MailError::Refused)?;
        match tokio::time::timeout(self.letter_timeout, self.transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) if is_final(&error, letter) => Err(MailError::Refused(error.into())),
            Ok(Err(error)) => Err(MailError::Later(error.into())),
            Err(elapsed) => Err(MailError::Later(elapsed.into())),
        }
    }
}

impl Mailer for SmtpMailer {
    fn send<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Result<(), MailError>> {
        Box::pin(self.deliver(letter))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encryption {
    None,
    StartTls,
    Tls,
}

fn encryption(url: &str) -> Result<Encryption, SmtpSetupError> {
    let uri: Uri = url.parse().map_err(|_| SmtpSetupError::NotSmtpUrl)?;
    let authority = uri.authority().ok_or(SmtpSetupError::NotSmtpUrl)?;
    if uri.path().len() > 1 || uri.query().is_some() || url.contains('#') {
        return Err(SmtpSetupError::TooMuch);
    }
    if let Some((credentials, _)) = authority.as_str().rsplit_once('@') {
        let is_whole = credentials.split_once(':').is_some_and(|(user, password)| !user.is_empty() && !password.is_empty());
        if !is_whole {
            return Err(SmtpSetupError::HalfCredentials);
        }
    }
    match uri.scheme_str() {
        _ if authority.host().is_empty() => Err(SmtpSetupError::NotSmtpUrl),
        Some("smtps") => Ok(Encryption::Tls),
        Some("smtp") if is_loopback_host(authority.host()) => Ok(Encryption::None),
        Some("smtp") => Ok(Encryption::StartTls),
        _ => Err(SmtpSetupError::NotSmtpUrl),
    }
}

fn transport(url: &str, encryption: Encryption) -> Result<AsyncSmtpTransport<Tokio1Executor>, SmtpSetupError> {
    let url = match encryption {
        Encryption::StartTls => format!("{url}?tls=required"),
        Encryption::None | Encryption::Tls => url.to_owned(),
    };
    let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(&url).map_err(|_| SmtpSetupError::NotSmtpUrl)?;
    Ok(builder.timeout(Some(CONNECT_TIMEOUT)).build())
}

/// Whether no later try can succeed: the server refused this address or this letter. A refused sign-in or a server without TLS is for the
/// owner of the home to mend, and the letter waits for that.
fn is_final(error: &SmtpError, letter: &Letter) -> bool {
    let refuses = |code: Code| {
        let is_parameter_error = code.category == Category::Syntax && code.detail as u8 == 1;
        code.severity == Severity::PermanentNegativeCompletion && (code.category == Category::MailSystem || is_parameter_error)
    };
    let needs_smtputf8 = error.is_client() && !letter.to.is_ascii();
    needs_smtputf8 || error.status().is_some_and(refuses)
}

/// Tells mailboxes that nobody wrote this by hand, so that no holiday notice answers it (RFC 3834, section 5).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

#[cfg(test)]
mod tests;
