//! The function `openapi`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::meta::openapi::router)
}
