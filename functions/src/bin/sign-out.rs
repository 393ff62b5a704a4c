//! The function `sign-out`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::sessions::sign_out::router)
}
