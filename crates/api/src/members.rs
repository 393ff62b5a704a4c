//! Giving somebody an entry: who is meant, how often, and the letter that tells them.

use crate::app::App;
use crate::identity::mail_request::member_letter;
use crate::identity::me::Me;
use share_cloud_aws::db::entries::EntryRecord;
use share_cloud_aws::db::members::{Found, PutMember};
use share_cloud_aws::failure::Failure;
use share_cloud_domain::account::{EmailAddress, Username};
use share_cloud_domain::member::MemberRole;
use share_cloud_domain::problem::{Code, Problem};

/// How often it begins again because who was found has changed meanwhile.
const MAX_RESTARTS: u32 = 10;

/// Who a text names.
enum Named {
    Username(Username),
    Email(EmailAddress),
}

fn named(login: &str) -> Result<Named, Problem> {
    match (EmailAddress::parse(login), Username::parse(login)) {
        (Ok(email), _) => Ok(Named::Email(email)),
        (_, Ok(username)) => Ok(Named::Username(username)),
        _ => Err(unknown()),
    }
}

fn unknown() -> Problem {
    Problem::field("login", "unknown", "Nobody has this username. An e-mail address works before there is an account, too.")
}

fn own() -> Problem {
    Problem::field("login", "own", "This is you, and it is yours already.")
}

/// Gives somebody an entry of the caller's, or another role with it. What a username names is told, as sign-up tells it too; of an address
/// nothing is told.
///
/// # Errors
/// `invalid_input` for a username that nobody has, or oneself; `too_many_members`; `too_many_requests`.
pub async fn put(app: &App, me: &Me, entry: &EntryRecord, login: &str, role: MemberRole) -> Result<Found, Failure> {
    let named = named(login.trim())?;
    app.db().count(app.config().limits.member_account, me.account.account_id.as_str(), app.now()).await?;
    let mut letter = None;
    for restart in 0..MAX_RESTARTS {
        let found = find(app, me, entry, &named).await?;
        if restart == 0 && found.given().is_none() {
            letter = member_letter(app, me, entry, &found).await?;
        }
        let put = PutMember { entry, role, mail: letter.as_ref(), now: app.now() };
        match app.db().put_member(&found, &put).await {
            Ok(()) => return Ok(found),
            Err(failure) if failure.code() == Code::Conflict => {}
            Err(failure) => return Err(failure),
        }
    }
    Err(Failure::store(Code::Unavailable, "others kept changing the same members"))
}

async fn find(app: &App, me: &Me, entry: &EntryRecord, named: &Named) -> Result<Found, Failure> {
    match named {
        Named::Username(username) if *username == me.account.username => Err(own().into()),
        Named::Email(email) if email.folded() == me.account.email.folded() => Err(own().into()),
        Named::Email(email) => app.db().find_member_by_email(entry, email).await,
        Named::Username(username) => {
            let found = app.db().find_member_by_username(entry, username).await;
            found.map_err(|failure| if failure.code() == Code::NotFound { unknown().into() } else { failure })
        }
    }
}
