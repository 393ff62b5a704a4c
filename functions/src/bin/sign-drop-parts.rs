//! The function `sign-drop-parts`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::run(share_cloud_api::routes::links::sign_drop_parts::router)
}
