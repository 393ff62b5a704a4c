//! The function `open-content`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::downloads::open_content::router)
}
