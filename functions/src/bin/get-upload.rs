//! The function `get-upload`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::uploads::get_upload::router)
}
