//! Invitations: their tokens, and whom one lets in.

use crate::app::App;
use share_cloud_aws::db::invitations::InvitationRecord;
use share_cloud_aws::failure::Failure;
use share_cloud_domain::account::EmailAddress;
use share_cloud_domain::ids::InvitationId;
use share_cloud_domain::invitation::InvitationToken;
use share_cloud_domain::problem::Problem;
use share_cloud_domain::secrets::{Purpose, macs_match};

/// The token of an invitation, made again from its id by the key that it names.
///
/// # Errors
/// `internal` when that key is gone.
pub fn token_of(app: &App, id: &InvitationId, key_id: &str) -> Result<InvitationToken, Failure> {
    let key = app.keys().derive(Purpose::Invitation, key_id).ok_or_else(|| Failure::internal("an invitation's key is gone"))?;
    Ok(InvitationToken::new(id, key.mac16(&[&id.to_bytes()])))
}

/// The invitation of a token that we made, if it is still good.
async fn find(app: &App, token: &str) -> Result<Option<InvitationRecord>, Failure> {
    let Some((id, mac)) = InvitationToken::parse(token) else { return Ok(None) };
    let Some(invitation) = app.db().invitation(&id, app.now()).await? else { return Ok(None) };
    let key = app.keys().derive(Purpose::Invitation, &invitation.key_id);
    Ok(key.filter(|key| macs_match(&key.mac16(&[&id.to_bytes()]), &mac)).map(|_| invitation))
}

/// Lets somebody with this address sign up, or does not. What they come in by is to be used up with it; one that is not good matters only
/// where nothing else lets them in.
///
/// # Errors
/// `sign_up_closed`; `invalid_input` at `email` or `invitation` where another would do.
pub async fn admit(app: &App, email: &EmailAddress, token: Option<&str>) -> Result<Option<InvitationRecord>, Failure> {
    let policy = &app.config().sign_up;
    let Some(token) = token else { return Ok(policy.admit(email, false).map(|()| None)?) };
    let found = find(app, token).await?;
    let is_known = found.is_some();
    let fitting = found.filter(|invitation| invitation.is_for(email));
    match policy.admit(email, fitting.is_some()) {
        Ok(()) => Ok(fitting),
        Err(closed) if !policy.takes_invitations() => Err(closed.into()),
        Err(_) if is_known => Err(Problem::field("email", "not_invited", "Use the address that was invited.").into()),
        Err(_) => Err(Problem::field("invitation", "invalid", "Ask for another invitation: this one was used or is over.").into()),
    }
}
