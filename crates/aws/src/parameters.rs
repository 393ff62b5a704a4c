//! Secrets that are kept in SSM's parameter store.

use crate::clients::Connection;
use crate::failure::Failure;
use share_cloud_domain::problem::Code;

/// The parameter store.
#[derive(Debug, Clone)]
pub struct Parameters(aws_sdk_ssm::Client);

impl Parameters {
    /// The store behind the connection.
    #[must_use]
    pub fn new(connection: &Connection) -> Self {
        Self(connection.ssm())
    }

    /// The text of a secure parameter.
    ///
    /// # Errors
    /// `unavailable` when it cannot be read or is not there.
    pub async fn secret(&self, name: &str) -> Result<String, Failure> {
        let answer = self.0.get_parameter().name(name).with_decryption(true).send().await;
        let parameter = answer.map_err(|error| Failure::store(Code::Unavailable, error))?.parameter;
        parameter.and_then(|parameter| parameter.value).ok_or_else(|| Failure::store(Code::Unavailable, "the parameter is empty"))
    }
}
