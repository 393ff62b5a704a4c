//! The function `cancel-upload`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::uploads::cancel_upload::router)
}
