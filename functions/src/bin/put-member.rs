//! The function `put-member`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::members::put_member::router)
}
