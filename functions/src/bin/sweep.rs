//! The function `sweep`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::sweep()
}
