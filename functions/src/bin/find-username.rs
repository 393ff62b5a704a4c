//! The function `find-username`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::accounts::find_username::router)
}
