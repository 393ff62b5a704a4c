//! The function `sign-parts`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::uploads::sign_parts::router)
}
