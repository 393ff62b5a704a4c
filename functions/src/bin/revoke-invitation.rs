//! The function `revoke-invitation`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::admin::revoke_invitation::router)
}
