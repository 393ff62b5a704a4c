//! The function `sign-up`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::accounts::sign_up::router)
}
