//! The function `create-folder`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::folders::create_folder::router)
}
