//! The function `work`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::work()
}
