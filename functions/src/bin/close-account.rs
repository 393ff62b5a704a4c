//! The function `close-account`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::account::close_account::router)
}
