//! A new folder.

use crate::app::App;
use crate::http::answer::{Answer, Created};
use crate::http::body::JsonBody;
use crate::identity::me::Me;
use crate::identity::reach;
use crate::openapi::Docs;
use crate::route::{ACCOUNT_READ, Caller, DEFAULTS, Grant, MEMBER_READ, Method, Route, SESSION_READ, TableAction};
use crate::views::entry::EntryView;
use axum::Router;
use axum::extract::State;
use schemars::JsonSchema;
use serde::Deserialize;
use share_cloud_aws::db::Kind;
use share_cloud_aws::db::entries::EntryRecord;
use share_cloud_domain::ids::EntryId;
use share_cloud_domain::member::Access;
use share_cloud_domain::name::EntryName;
use share_cloud_domain::problem::Code;

/// The row.
pub static ROUTE: Route = Route {
    name: "create-folder",
    method: Method::Post,
    path: "/api/folders",
    caller: Caller::Account,
    table: &[
        SESSION_READ,
        ACCOUNT_READ,
        MEMBER_READ,
        Grant(
            Kind::Entry,
            &[
                TableAction::GetItem,
                TableAction::BatchGetItem,
                TableAction::PutItem,
                TableAction::UpdateItem,
                TableAction::ConditionCheckItem,
            ],
        ),
        Grant(Kind::Name, &[TableAction::PutItem]),
        Grant(Kind::Storage, &[TableAction::UpdateItem]),
    ],
    bucket: &[],
    ..DEFAULTS
};

/// The route for a function or the gateway.
pub fn router() -> Router<App> {
    ROUTE.serve(create_folder)
}

/// Where the folder is made and how it is called.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "CreateFolder")]
pub struct Request {
    /// The folder it is made in; `root` is the top.
    parent_id: String,
    /// Its name.
    #[schemars(with = "String")]
    name: EntryName,
    /// The ids from the root down to the parent, as the caller believes: saves reads.
    #[serde(default)]
    hint: Vec<String>,
}

/// What openapi.json says of it.
pub fn docs() -> Docs {
    Docs::new("Makes a folder").body::<Request>().answers::<EntryView>(201)
}

async fn create_folder(State(app): State<App>, me: Me, JsonBody(request): JsonBody<Request>) -> Answer<Created<EntryView>> {
    let parent_id = me.entry_id(&request.parent_id)?;
    let (id, hint) = (EntryId::from_random(app.random()), me.hint(&request.hint));
    let own = EntryRecord::folder(id, me.account.account_id.clone(), parent_id.clone(), &request.name, app.now());
    let made = app.db().create_folder(&own, &hint).await;
    if !made.as_ref().is_err_and(|failure| failure.code() == Code::NotFound) {
        return made.map(|()| Created(EntryView::from(own))).map_err(Into::into);
    }
    // It is no folder of one's own: one that was given, or none.
    let parent = reach::folder(&app, &me, &parent_id, &hint, Access::Change).await?;
    let folder = EntryRecord { account_id: parent.entry.account_id.clone(), ..own };
    app.db().create_folder(&folder, &hint).await?;
    Ok(Created(parent.shown(folder)))
}
