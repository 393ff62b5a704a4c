//! What a home decides once, at its start.

use share_cloud_aws::db::limits::Limit;
use share_cloud_domain::sign_up::SignUpPolicy;

/// How content addresses reach the bytes: the host that the tickets of a home name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContentOrigin {
    /// The host that the bucket's own addresses name.
    Bucket,
    /// The origin that the request came to: the home serves bytes on its one port.
    Request,
    /// A content host of its own, as `https://content.example.org`.
    Fixed(String),
}

/// The rate limits, each with its own window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Failed sign-ins of one account from one address.
    pub sign_in_account_address: Limit,
    /// Failed sign-ins from one address.
    pub sign_in_address: Limit,
    /// Failed sign-ins from one IPv6 network, in which one household may have many addresses.
    pub sign_in_network: Limit,
    /// Failed sign-ins of the whole instance: slows a flood, and is far above normal use.
    pub sign_in_instance: Limit,
    /// Sign-ups from one address.
    pub sign_up_address: Limit,
    /// Letters of one purpose to one address in an hour.
    pub mail_hourly: Limit,
    /// Letters of one purpose to one address in an hour, whichever accounts ask.
    pub mail_address: Limit,
    /// Letters in an hour that one account asks for, whatever their addresses.
    pub mail_account: Limit,
    /// Letters in an hour that people at one address ask for, whoever they are.
    pub mail_source: Limit,
    /// Seconds between two letters of one purpose to one address.
    pub mail_wait_s: i64,
    /// Invitations of one admin in a day. With the longest that one is good, it bounds how many there are.
    pub invitation_account: Limit,
    /// How often one account gives somebody an entry in an hour: whoever it gives them to sees them.
    pub member_account: Limit,
    /// Wrong passwords of one link from one address.
    pub unlock_address: Limit,
    /// Wrong passwords of one link from one IPv6 network.
    pub unlock_network: Limit,
    /// Wrong passwords of one link in all: slow, far above what readers need.
    pub unlock_share: Limit,
    /// Passwords that are hashed for one household or account, right ones too: the cores are everybody's.
    pub password_work: Limit,
}

impl Default for Limits {
    fn default() -> Self {
        let limit = |what, max, window_s| Limit { what, max, window_s };
        Self {
            sign_in_account_address: limit("sign-in-account-address", 10, 900),
            sign_in_address: limit("sign-in-address", 100, 900),
            sign_in_network: limit("sign-in-network", 500, 900),
            sign_in_instance: limit("sign-in-instance", 10_000, 900),
            sign_up_address: limit("sign-up", 20, 3_600),
            mail_hourly: limit("mail", 5, 3_600),
            mail_address: limit("mail-address", 30, 3_600),
            mail_account: limit("mail-account", 15, 3_600),
            mail_source: limit("mail-source", 30, 3_600),
            mail_wait_s: 60,
            invitation_account: limit("invitation", 200, 86_400),
            member_account: limit("member", 200, 3_600),
            unlock_address: limit("unlock-address", 10, 900),
            unlock_network: limit("unlock-network", 30, 3_600),
            unlock_share: limit("unlock-share", 200, 3_600),
            password_work: limit("password-work", 300, 900),
        }
    }
}

/// What a home decides once, at its start.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where people reach the product; links in letters begin with it.
    pub base_url: String,
    /// How tickets name the bytes' host.
    pub content_origin: ContentOrigin,
    /// What a new account may hold, in bytes.
    pub default_quota_bytes: i64,
    /// Whether letters can leave.
    pub mail_configured: bool,
    /// Whether the first account becomes the admin.
    pub first_account_is_admin: bool,
    /// Who may sign up.
    pub sign_up: SignUpPolicy,
    /// The rate limits.
    pub limits: Limits,
}
