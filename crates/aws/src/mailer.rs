//! How letters leave: one interface, three ways (SES here; SMTP and the outbox in the embedded home).

pub mod ses;

use futures::future::BoxFuture;

/// A letter as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The address of the one recipient.
    pub to: String,
    /// The subject line.
    pub subject: String,
    /// The body as plain text.
    pub text: String,
    /// The same body as HTML.
    pub html: String,
}

/// Why a letter did not leave.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// Trying again may help: the server is away or busy.
    #[error("the mail server is away or busy")]
    Later(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// It never will: the address or the letter is refused.
    #[error("the letter was refused")]
    Refused(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Sends letters. A letter may be sent twice after a crash, never silently dropped.
pub trait Mailer: Send + Sync {
    /// Sends one letter.
    ///
    /// # Errors
    /// [`MailError::Later`] when a later try may succeed, [`MailError::Refused`] when none will.
    fn send<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Result<(), MailError>>;
}
