//! The function `create-share-downloads`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::links::create_share_downloads::router)
}
