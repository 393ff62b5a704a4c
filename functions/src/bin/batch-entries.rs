//! The function `batch-entries`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::entries::batch_entries::router)
}
