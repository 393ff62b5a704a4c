//! The function `change-password`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::account::change_password::router)
}
