//! The function `list-members`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::members::list_members::router)
}
