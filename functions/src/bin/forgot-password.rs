//! The function `forgot-password`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::accounts::forgot_password::router)
}
