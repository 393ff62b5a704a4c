//! The function `export-account`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::account::export_account::router)
}
