//! What the program tells its owner once it is ready.

use share_cloud_api::config::Config;

/// The address, where letters go, and how to become the admin; only what is true of this home.
#[must_use]
pub fn welcome(config: &Config, has_outbox: bool, admin_link: Option<&str>) -> String {
    let base_url = &config.base_url;
    let mut lines = vec![format!("share-cloud is ready: {base_url}")];
    if has_outbox && config.mail_configured {
        lines.push(format!("Letters land in the outbox: {base_url}/outbox"));
    }
    if !config.mail_configured {
        lines.push(
            "Nobody can sign up yet: without a mail server sign-up answers 503 mail_not_configured. Start with --smtp-url to send letters."
                .to_owned(),
        );
    }
    if let Some(link) = admin_link {
        lines.push(format!("There is no admin yet. Sign in and open this link, which works once: {link}"));
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use share_cloud_api::config::{ContentOrigin, Limits};
    use share_cloud_domain::sign_up::SignUpPolicy;

    fn told(base_url: &str, mail_configured: bool, has_outbox: bool, admin_link: Option<&str>) -> String {
        let config = Config {
            base_url: base_url.to_owned(),
            content_origin: ContentOrigin::Request,
            default_quota_bytes: 1,
            mail_configured,
            first_account_is_admin: admin_link.is_none(),
            sign_up: SignUpPolicy::default(),
            limits: Limits::default(),
        };
        welcome(&config, has_outbox, admin_link)
    }

    #[test]
    fn a_home_at_this_machine_names_its_outbox() {
        let lines = "share-cloud is ready: http://127.0.0.1:8080\nLetters land in the outbox: http://127.0.0.1:8080/outbox\n";
        assert_eq!(told("http://127.0.0.1:8080", true, true, None), lines);
    }

    #[test]
    fn a_home_that_sends_letters_promises_no_outbox() {
        assert_eq!(told("https://files.example.org", true, false, None), "share-cloud is ready: https://files.example.org\n");
    }

    #[test]
    fn a_home_for_others_without_a_mail_server_says_that_nobody_can_sign_up() {
        let lines = told("https://files.example.org", false, true, None);
        assert!(!lines.contains("outbox"), "{lines}");
        assert!(lines.contains("503 mail_not_configured") && lines.contains("--smtp-url"), "{lines}");
    }

    #[test]
    fn a_home_without_an_admin_prints_the_link() {
        let lines = told("https://files.example.org", true, false, Some("https://files.example.org/admin-link#abc"));
        assert!(lines.ends_with(": https://files.example.org/admin-link#abc\n"), "{lines}");
    }
}
