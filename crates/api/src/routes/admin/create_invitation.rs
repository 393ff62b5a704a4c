//! A new invitation, for whoever has its link or for one address, which then gets a letter.

use crate::app::App;
use crate::http::answer::Ok200;
use crate::http::body::JsonBody;
use crate::identity::mail_request::{can_send, count_invitation, letter};
use crate::identity::me::Me;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, Method, Route, SESSION_READ, TableAction};
use crate::views::invitation::InvitationView;
use axum::Json;
use axum::Router;
use axum::extract::State;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Deserialize;
use share_cloud_aws::db::Kind;
use share_cloud_aws::db::invitations::InvitationRecord;
use share_cloud_aws::db::mails::{MailPurpose, MailRecord};
use share_cloud_domain::account::{EmailAddress, Locale};
use share_cloud_domain::ids::InvitationId;
use share_cloud_domain::instant::{after_s, whole_ms};
use share_cloud_domain::invitation::{DEFAULT_INVITATION_LIFE_S, MAX_INVITATION_LIFE_S};
use share_cloud_domain::problem::Problem;

/// The row.
pub static ROUTE: Route = Route {
    name: "create-invitation",
    method: Method::Post,
    path: "/api/admin/invitations",
    caller: Caller::Admin,
    table: &[
        SESSION_READ,
        ACCOUNT_READ,
        Grant(Kind::Invitation, &[TableAction::PutItem]),
        Grant(Kind::Email, &[TableAction::GetItem]),
        Grant(Kind::Mail, &[TableAction::PutItem]),
        Grant(Kind::Limit, &[TableAction::UpdateItem]),
    ],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(create_invitation)
}

/// Whom to invite, and for how long.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "CreateInvitation")]
pub struct Request {
    /// The one address it is for, which gets a letter; without it, it is for whoever has the link.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    email: Option<EmailAddress>,
    /// The language of the letter, `ko` or `en`; the inviting account's unless said.
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("enum" = ["ko", "en"]))]
    locale: Option<Locale>,
    /// Until when it is good: at most 30 days, 7 unless said.
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    expires_at: Option<Timestamp>,
}

impl Request {
    fn expiry(&self, now: Timestamp) -> Result<Timestamp, Problem> {
        match self.expires_at.map(whole_ms) {
            None => Ok(after_s(now, DEFAULT_INVITATION_LIFE_S)),
            Some(at) if at <= now => Err(Problem::field("expires_at", "in_the_past", "Choose a time that is still to come.")),
            Some(at) if at > after_s(now, MAX_INVITATION_LIFE_S) => {
                Err(Problem::field("expires_at", "out_of_range", "An invitation is good for 30 days at most."))
            }
            Some(at) => Ok(at),
        }
    }
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Invites somebody to sign up").body::<Request>().answers::<InvitationView>(200)
}

async fn create_invitation(State(app): State<App>, me: Me, JsonBody(request): JsonBody<Request>) -> Ok200<InvitationView> {
    let now = app.now();
    let expires_at = request.expiry(now)?;
    if let Some(email) = &request.email {
        can_send(&app)?;
        if app.db().account_of_email(email).await?.is_some() {
            return Err(Problem::field("email", "taken", "Somebody has an account with this address already.").into());
        }
    }
    count_invitation(&app, &me.account.account_id, request.email.as_ref()).await?;
    let invitation = InvitationRecord {
        invitation_id: InvitationId::from_random(app.random()),
        email: request.email,
        invited_by: Some(me.account.account_id.clone()),
        key_id: app.keys().current_id().to_owned(),
        created_at: now,
        expires_at,
    };
    let locale = request.locale.unwrap_or(me.account.locale);
    let mail = invitation.email.as_ref().map(|email| MailRecord {
        invitation_id: Some(invitation.invitation_id.clone()),
        ..letter(&app, MailPurpose::Invitation, email, Some(me.account.account_id.clone()), locale)
    });
    app.db().add_invitation(&invitation, mail.as_ref()).await?;
    Ok(Json(InvitationView::new(&app, &invitation)?))
}
