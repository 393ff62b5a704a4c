//! The function `resend-verification`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::account::resend_verification::router)
}
