//! The function `list-recent`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::search::list_recent::router)
}
