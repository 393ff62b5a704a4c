//! The function `create-downloads`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::downloads::create_downloads::router)
}
