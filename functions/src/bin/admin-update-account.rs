//! The function `admin-update-account`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::admin::update_account::router)
}
