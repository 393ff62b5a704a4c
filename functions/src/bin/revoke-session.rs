//! The function `revoke-session`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::sessions::revoke_session::router)
}
