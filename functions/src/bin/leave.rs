//! The function `leave`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::members::leave::router)
}
