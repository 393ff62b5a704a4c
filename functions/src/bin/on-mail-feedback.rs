//! The function `on-mail-feedback`.

fn main() -> share_cloud_functions::Ended {
    share_cloud_functions::on_mail_feedback()
}
