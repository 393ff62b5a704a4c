//! The function `list-invitations`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::admin::list_invitations::router)
}
