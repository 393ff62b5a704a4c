//! The function `purge-entry`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::trash::purge_entry::router)
}
