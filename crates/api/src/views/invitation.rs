//! An invitation as admins see it.

use super::time;
use crate::app::App;
use crate::identity::invitation::token_of;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use share_cloud_aws::db::invitations::InvitationRecord;
use share_cloud_aws::failure::Failure;

/// An invitation as admins see it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Invitation")]
pub struct InvitationView {
    /// The invitation.
    pub id: String,
    /// The link: whoever has it may sign up, once.
    pub url: String,
    /// The one address it is for; null for whoever has the link.
    pub email: Option<String>,
    /// When it was made.
    #[serde(serialize_with = "time::serialize")]
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub created_at: Timestamp,
    /// Until when it is good.
    #[serde(serialize_with = "time::serialize")]
    #[schemars(with = "String", extend("format" = "date-time"))]
    pub expires_at: Timestamp,
}

impl InvitationView {
    /// Shows an invitation with its link.
    ///
    /// # Errors
    /// `internal` when the key of its token is gone.
    pub fn new(app: &App, invitation: &InvitationRecord) -> Result<Self, Failure> {
        let token = token_of(app, &invitation.invitation_id, &invitation.key_id)?;
        Ok(Self {
            id: invitation.invitation_id.to_string(),
            url: format!("{}/sign-up?invitation={}", app.config().base_url, token.as_str()),
            email: invitation.email.as_ref().map(ToString::to_string),
            created_at: invitation.created_at,
            expires_at: invitation.expires_at,
        })
    }
}

/// The invitations that are open.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "InvitationList")]
pub struct InvitationList {
    /// The invitations, the newest first.
    pub items: Vec<InvitationView>,
    /// What to ask the next page with; null on the last one.
    pub next_cursor: Option<String>,
}
