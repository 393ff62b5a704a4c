//! The function `on-mail-feedback`: an address that letters come back from gets no more for a while, and one whose owner calls a letter
//! unwanted gets none that strangers can bring about. Writing on would cost the whole instance its good name with SES.

use crate::app::App;
use crate::route::{Grant, TableAction};
use crate::worker::{Trigger, Worker};
use TableAction::PutItem;
use jiff::SignedDuration;
use serde::Deserialize;
use share_cloud_aws::db::Kind;
use share_cloud_aws::db::undeliverable::{Reason, UndeliverableRecord};
use share_cloud_aws::failure::Failure;
use share_cloud_domain::account::EmailAddress;

/// The row of `on-mail-feedback`.
pub static WORKER: Worker = Worker {
    name: "on-mail-feedback",
    trigger: Trigger::MailFeedback,
    table: &[Grant(Kind::Undeliverable, &[PutItem])],
    indexes: &[],
    bucket: &[],
    sends_mail: false,
    memory_mb: 128,
    timeout_s: 30,
};

/// How long a mailbox that does not exist gets no letters: people make mailboxes again.
const AFTER_BOUNCE: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How long somebody who called a letter unwanted gets only what they asked for.
const AFTER_COMPLAINT: SignedDuration = SignedDuration::from_hours(365 * 24);

/// What SES publishes of a letter, the fields that matter
/// (<https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html>).
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Notification {
    bounce: Option<Bounce>,
    complaint: Option<Complaint>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bounce {
    bounce_type: String,
    bounced_recipients: Vec<Recipient>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Complaint {
    /// `not-spam` is the opposite of a complaint: somebody took the letter out of the spam folder.
    complaint_feedback_type: Option<String>,
    complained_recipients: Vec<Recipient>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recipient {
    email_address: String,
}

impl Notification {
    /// The addresses that get no more letters. A mailbox that is full for now is not among them.
    fn undeliverable(self) -> Vec<(String, Reason, SignedDuration)> {
        let bounced = self.bounce.filter(|bounce| bounce.bounce_type == "Permanent").map(|bounce| bounce.bounced_recipients);
        let complaint = self.complaint.filter(|complaint| complaint.complaint_feedback_type.as_deref() != Some("not-spam"));
        let complained = complaint.map(|complaint| complaint.complained_recipients);
        let bounced = bounced.into_iter().flatten().map(|who| (who.email_address, Reason::Bounced, AFTER_BOUNCE));
        let complained = complained.into_iter().flatten().map(|who| (who.email_address, Reason::Complained, AFTER_COMPLAINT));
        bounced.chain(complained).collect()
    }
}

/// Notes what SES says of letters that came back. Saying it twice changes nothing.
///
/// # Errors
/// `unavailable` when the table is away: SNS tells it again.
pub async fn note(app: &App, notification: Notification) -> Result<(), Failure> {
    let now = app.now();
    for (address, reason, wait) in notification.undeliverable() {
        // What is no address of ours never got a letter.
        let Ok(email) = EmailAddress::parse(&address) else { continue };
        app.db().set_undeliverable(&UndeliverableRecord { email, reason, until: now + wait }).await?;
    }
    Ok(())
}
