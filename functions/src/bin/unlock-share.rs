//! The function `unlock-share`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::links::unlock_share::router)
}
