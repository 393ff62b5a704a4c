//! The function `complete-drop`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::links::complete_drop::router)
}
