//! The function `trash-entry`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::entries::trash_entry::router)
}
