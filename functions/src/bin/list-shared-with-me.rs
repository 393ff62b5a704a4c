//! The function `list-shared-with-me`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::members::list_shared_with_me::router)
}
