//! The function `list-sessions`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::sessions::list_sessions::router)
}
