//! The function `list-versions`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::versions::list_versions::router)
}
