//! The function `list-trash`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::trash::list_trash::router)
}
