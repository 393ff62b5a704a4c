//! The function `restore-version`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::versions::restore_version::router)
}
