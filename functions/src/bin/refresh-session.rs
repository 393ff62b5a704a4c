//! The function `refresh-session`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::sessions::refresh_session::router)
}
