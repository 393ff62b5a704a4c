//! The function `list-folder`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::folders::list_folder::router)
}
