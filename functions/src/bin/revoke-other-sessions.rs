//! The function `revoke-other-sessions`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::sessions::revoke_other_sessions::router)
}
