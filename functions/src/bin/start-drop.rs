//! The function `start-drop`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::links::start_drop::router)
}
