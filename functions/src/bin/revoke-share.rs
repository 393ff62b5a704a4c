//! The function `revoke-share`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::shares::revoke_share::router)
}
