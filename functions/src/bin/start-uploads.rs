//! The function `start-uploads`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::uploads::start_uploads::router)
}
