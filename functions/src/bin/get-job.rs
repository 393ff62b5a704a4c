//! The function `get-job`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::jobs::get_job::router)
}
