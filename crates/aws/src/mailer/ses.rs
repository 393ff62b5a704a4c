//! Letters through SES.

use super::{Letter, MailError, Mailer};
use aws_sdk_ses::error::SdkError;
use aws_sdk_ses::operation::send_email::SendEmailError;
use aws_sdk_ses::types::{Body, Content, Destination, Message};
use futures::future::BoxFuture;

/// Sends letters through SES.
#[derive(Debug, Clone)]
pub struct SesMailer {
    client: aws_sdk_ses::Client,
    from: String,
    configuration_set: Option<String>,
}

impl SesMailer {
    /// Sends from this address, which SES must know as verified.
    #[must_use]
    pub fn new(client: aws_sdk_ses::Client, from: impl Into<String>) -> Self {
        Self { client, from: from.into(), configuration_set: None }
    }

    /// Names the configuration set that tells of bounces and complaints, whoever made the identity.
    #[must_use]
    pub fn with_configuration_set(self, configuration_set: Option<String>) -> Self {
        Self { configuration_set, ..self }
    }
}

fn content(text: &str) -> Result<Content, MailError> {
    Content::builder().data(text).charset("UTF-8").build().map_err(|error| MailError::Refused(error.into()))
}

fn message(letter: &Letter) -> Result<Message, MailError> {
    let body = Body::builder().text(content(&letter.text)?).html(content(&letter.html)?).build();
    Ok(Message::builder().subject(content(&letter.subject)?).body(body).build())
}

/// A rejected message never leaves; everything else may be put right: a quota, an identity, the network.
fn reading(error: SdkError<SendEmailError>) -> MailError {
    let is_final = error.as_service_error().is_some_and(SendEmailError::is_message_rejected);
    if is_final { MailError::Refused(error.into()) } else { MailError::Later(error.into()) }
}

impl Mailer for SesMailer {
    fn send<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Result<(), MailError>> {
        Box::pin(async move {
            let to = Destination::builder().to_addresses(&letter.to).build();
            let request = self.client.send_email().source(&self.from).destination(to).message(message(letter)?);
            let request = request.set_configuration_set_name(self.configuration_set.clone());
            request.send().await.map(drop).map_err(reading)
        })
    }
}
