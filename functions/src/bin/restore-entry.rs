//! The function `restore-entry`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::trash::restore_entry::router)
}
