//! The function `list-notices`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::account::list_notices::router)
}
