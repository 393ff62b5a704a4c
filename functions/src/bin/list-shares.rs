//! The function `list-shares`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::shares::list_shares::router)
}
