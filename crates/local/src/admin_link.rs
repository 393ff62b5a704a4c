//! The link by which a home that others reach gets its first admin: printed at the start where there is none, good once, and gone with the
//! next start. The program keeps its hash in memory alone.

mod page;

use crate::plain_page;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use http::{HeaderMap, header};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use share_cloud_api::app::App;
use share_cloud_api::http::answer::{Answer, NoContent};
use share_cloud_api::http::body::JsonBody;
use share_cloud_api::identity::me::Me;
use share_cloud_api::route::{Caller, DEFAULTS, Method, Route};
use share_cloud_api::work::tokens;
use share_cloud_aws::failure::Failure;
use share_cloud_domain::ids::AccountId;
use share_cloud_domain::problem::Code;
use std::sync::Arc;
use subtle::ConstantTimeEq as _;
use tokio::sync::Mutex;

const PATH: &str = "/admin-link";

/// Its row is not among those of the API: only this home has the route, and no function.
static ROUTE: Route = Route { name: "admin-link", method: Method::Post, path: PATH, caller: Caller::Account, ..DEFAULTS };

/// The link that is open, if one is. Clones are the same.
#[derive(Debug, Clone, Default)]
pub struct AdminLink(Arc<Mutex<Option<[u8; 32]>>>);

impl AdminLink {
    /// Opens a new link and ends the one before, where the home has no admin and does not make its first account one.
    ///
    /// # Errors
    /// `unavailable` when the table cannot be read.
    pub async fn draw(&self, app: &App) -> Result<Option<String>, Failure> {
        let mut open = self.0.lock().await;
        *open = None;
        if app.config().first_account_is_admin || app.db().has_admin().await? {
            return Ok(None);
        }
        let token = tokens::text_of(&app.random());
        *open = Some(Sha256::digest(&token).into());
        // What stands behind the # never leaves the browser, so no proxy logs it.
        Ok(Some(format!("{}{PATH}#{token}", app.config().base_url)))
    }

    /// Makes the account the admin, and ends the link. Of several at once one wins.
    async fn claim(&self, app: &App, account: &AccountId, token: &str) -> Result<(), Failure> {
        let mut open = self.0.lock().await;
        let presented: [u8; 32] = Sha256::digest(token).into();
        let is_right = open.is_some_and(|hash| bool::from(hash.ct_eq(&presented)));
        if !is_right {
            return Err(Code::TokenInvalid.into());
        }
        if app.db().has_admin().await? {
            *open = None;
            return Err(Code::TokenInvalid.into());
        }
        app.db().make_first_admin(account).await?;
        *open = None;
        Ok(())
    }
}

/// `GET /admin-link`, a page, and `POST /admin-link {token}` by the account that is to become the admin.
pub(crate) fn router(link: AdminLink) -> Router<App> {
    ROUTE.serve(claim).layer(Extension(link)).route(PATH, get(show_page))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    token: String,
}

async fn claim(
    State(app): State<App>,
    Extension(link): Extension<AdminLink>,
    me: Me,
    JsonBody(request): JsonBody<Request>,
) -> Answer<NoContent> {
    link.claim(&app, &me.account.account_id, &request.token).await?;
    Ok(NoContent)
}

async fn show_page(headers: HeaderMap) -> Response {
    let html = page::page(plain_page::locale_of(&headers));
    let policy = plain_page::content_security_policy(Some(page::SCRIPT));
    let mut response =
        ([(header::CONTENT_SECURITY_POLICY, policy), (header::VARY, "accept-language".to_owned())], Html(html)).into_response();
    plain_page::set_private_headers(response.headers_mut());
    response
}
