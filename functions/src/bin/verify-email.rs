//! The function `verify-email`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::accounts::verify_email::router)
}
