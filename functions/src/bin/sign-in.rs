//! The function `sign-in`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::sessions::sign_in::router)
}
