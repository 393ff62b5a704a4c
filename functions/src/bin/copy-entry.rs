//! The function `copy-entry`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::entries::copy_entry::router)
}
