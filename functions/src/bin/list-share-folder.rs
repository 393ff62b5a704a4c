//! The function `list-share-folder`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::links::list_share_folder::router)
}
