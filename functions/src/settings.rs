//! The environment of a function, read once; everything that is missing is reported together.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use share_cloud_api::config::{Config, ContentOrigin, Limits};
use share_cloud_aws::environment::{Missing, Stores, Variables};
use share_cloud_domain::secrets::{KeyRing, MasterKey};
use share_cloud_domain::sign_up::SignUpPolicy;
use std::collections::HashMap;

/// What CloudFront's origin request and the function agree on.
#[derive(Debug, Clone)]
pub(crate) struct Clients {
    /// Scheme and host of the site.
    pub(crate) origin: String,
}

/// What a function is told.
pub(crate) struct Settings {
    pub(crate) stores: Stores,
    pub(crate) mail_from: String,
    /// What tells of bounces and complaints; a local cloud has none.
    pub(crate) mail_configuration_set: Option<String>,
    /// The name of the parameter that holds the keys.
    pub(crate) keys_parameter: String,
    pub(crate) config: Config,
    pub(crate) clients: Clients,
}

/// One master key as the parameter lists them, the current one first.
#[derive(Deserialize)]
struct Key {
    id: String,
    secret: String,
}

/// The parameter of the keys is not as it should be. It is never told what stands in it.
#[derive(Debug, thiserror::Error)]
#[error("the parameter of the keys must hold a list of {{id, secret}}, each secret 32 bytes in base64, the current one first")]
pub(crate) struct BadKeys;

/// Reads the parameter of the keys.
pub(crate) fn key_ring(text: &str) -> Result<KeyRing, BadKeys> {
    let listed: Vec<Key> = serde_json::from_str(text).map_err(|_| BadKeys)?;
    let read = |key: Key| Some((key.id, MasterKey::new(STANDARD.decode(key.secret).ok()?.try_into().ok()?)));
    let mut keys = listed.into_iter().map(read).collect::<Option<Vec<_>>>().ok_or(BadKeys)?.into_iter();
    let current = keys.next().ok_or(BadKeys)?;
    Ok(KeyRing::new(current, keys.collect()))
}

impl Settings {
    #[expect(clippy::disallowed_methods, reason = "the one place where a function reads its environment")]
    pub(crate) fn from_environment() -> Result<Self, Missing> {
        Self::read(std::env::vars().collect())
    }

    fn read(values: HashMap<String, String>) -> Result<Self, Missing> {
        let mut env = Variables::new(values);
        let stores = Stores::read(&mut env);
        let base_url = env.required("SHARE_CLOUD_BASE_URL").trim_end_matches('/').to_owned();
        let quota = env.required("SHARE_CLOUD_DEFAULT_QUOTA_BYTES");
        let default_quota_bytes = quota.parse().unwrap_or_else(|_| {
            env.refuse("SHARE_CLOUD_DEFAULT_QUOTA_BYTES");
            0
        });
        let sign_up = env.optional("SHARE_CLOUD_SIGN_UP").map_or(Ok(SignUpPolicy::Open), |text| text.parse()).unwrap_or_else(|_| {
            env.refuse("SHARE_CLOUD_SIGN_UP");
            SignUpPolicy::Off
        });
        let config = Config {
            base_url: base_url.clone(),
            content_origin: env.optional("SHARE_CLOUD_CONTENT_ORIGIN").map_or(ContentOrigin::Bucket, ContentOrigin::Fixed),
            default_quota_bytes,
            mail_configured: true,
            first_account_is_admin: false,
            sign_up,
            limits: Limits::default(),
        };
        let settings = Self {
            stores,
            mail_from: env.required("SHARE_CLOUD_MAIL_FROM"),
            mail_configuration_set: env.optional("SHARE_CLOUD_MAIL_CONFIGURATION_SET"),
            keys_parameter: env.required("SHARE_CLOUD_KEYS_PARAMETER"),
            config,
            clients: Clients { origin: base_url },
        };
        env.finish(settings)
    }
}

#[cfg(test)]
mod tests;
