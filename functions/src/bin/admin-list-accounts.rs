//! The function `admin-list-accounts`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::admin::list_accounts::router)
}
