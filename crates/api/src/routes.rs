//! All routes, each one a file. A function names its own; the gateway and the generated files take them all.

use crate::app::App;
use crate::openapi::Docs;
use crate::route::Route;
use axum::Router;

pub mod account;
pub mod accounts;
pub mod admin;
pub mod downloads;
pub mod entries;
pub mod folders;
pub mod jobs;
pub mod links;
pub mod members;
pub mod meta;
pub mod search;
pub mod sessions;
pub mod shares;
pub mod trash;
pub mod uploads;
pub mod versions;

/// A route with what is made of it.
#[derive(Clone, Copy)]
pub struct Listed {
    /// Its module below `routes`.
    pub module: &'static str,
    /// Its row.
    pub route: &'static Route,
    /// The router with this one route.
    pub router: fn() -> Router<App>,
    /// What openapi.json says of it.
    pub docs: fn() -> Docs,
}

macro_rules! routes {
    ($($noun:ident::$verb:ident),* $(,)?) => {
        /// Every route, in the order of the contract.
        #[must_use]
        pub fn all() -> Vec<Listed> {
            vec![$(Listed { module: concat!(stringify!($noun), "::", stringify!($verb)), route: &$noun::$verb::ROUTE, router: $noun::$verb::router, docs: $noun::$verb::docs },)*]
        }
    };
}

routes! {
    meta::health,
    meta::openapi,
    accounts::sign_up,
    accounts::verify_email,
    accounts::find_username,
    accounts::forgot_password,
    accounts::reset_password,
    sessions::sign_in,
    sessions::refresh_session,
    sessions::sign_out,
    sessions::list_sessions,
    sessions::revoke_session,
    sessions::revoke_other_sessions,
    account::get_account,
    account::update_account,
    account::close_account,
    account::resend_verification,
    account::change_email,
    account::change_password,
    account::list_activity,
    account::export_account,
    account::list_notices,
    folders::list_folder,
    folders::create_folder,
    entries::get_entry,
    entries::update_entry,
    entries::copy_entry,
    entries::trash_entry,
    entries::batch_entries,
    trash::list_trash,
    trash::restore_entry,
    trash::purge_entry,
    trash::empty_trash,
    versions::list_versions,
    versions::restore_version,
    versions::delete_version,
    uploads::start_uploads,
    uploads::complete_uploads,
    uploads::get_upload,
    uploads::list_uploads,
    uploads::sign_parts,
    uploads::cancel_upload,
    downloads::create_downloads,
    downloads::open_content,
    search::search,
    search::list_recent,
    jobs::get_job,
    shares::create_share,
    shares::list_shares,
    shares::update_share,
    shares::revoke_share,
    links::open_share,
    links::unlock_share,
    links::list_share_folder,
    links::create_share_downloads,
    members::list_members,
    members::put_member,
    members::remove_member,
    members::leave,
    members::list_shared_with_me,
    links::start_drop,
    links::sign_drop_parts,
    links::complete_drop,
    admin::list_accounts,
    admin::update_account,
    admin::stats,
    admin::list_invitations,
    admin::create_invitation,
    admin::revoke_invitation,
    admin::revoke_share,
}

/// All routes in one router, for the gateway.
pub fn router() -> Router<App> {
    all().into_iter().fold(Router::new(), |router, listed| router.merge((listed.router)()))
}
