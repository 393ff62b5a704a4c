//! The function `update-share`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::shares::update_share::router)
}
