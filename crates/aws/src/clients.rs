//! How the SDK's clients are made: from an endpoint, credentials and an HTTP client, and nothing read from the machine.

use aws_credential_types::Credentials;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::timeout::{TimeoutConfig, TimeoutConfigBuilder};
use aws_sdk_dynamodb::config::{BehaviorVersion, Region, SharedHttpClient};
use std::time::Duration;

/// How often one call is tried before its caller hears of it.
const CALL_ATTEMPTS: u32 = 4;

/// How long one try may take; what the bucket does may take as long as the file is large.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(15);

/// How long a connection may take to stand: one that hangs is given up while there is time for another.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

fn timeouts() -> TimeoutConfigBuilder {
    TimeoutConfig::builder().connect_timeout(CONNECT_TIMEOUT)
}

/// Where a store is and who speaks to it. Two homes differ in nothing else.
#[derive(Clone, Debug)]
pub struct Connection {
    /// The region that requests are signed for.
    pub region: String,
    /// The endpoint, or none for the region's own.
    pub endpoint: Option<String>,
    /// Who signs.
    pub credentials: Credentials,
    /// What carries the requests.
    pub http: SharedHttpClient,
}

impl Connection {
    /// A DynamoDB client.
    #[must_use]
    pub fn dynamodb(&self) -> aws_sdk_dynamodb::Client {
        let mut config = aws_sdk_dynamodb::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(self.region.clone()))
            .credentials_provider(self.credentials.clone())
            .retry_config(RetryConfig::standard().with_max_attempts(CALL_ATTEMPTS))
            .timeout_config(timeouts().operation_attempt_timeout(ATTEMPT_TIMEOUT).build())
            .http_client(self.http.clone());
        config.set_endpoint_url(self.endpoint.clone());
        aws_sdk_dynamodb::Client::from_conf(config.build())
    }

    /// An S3 client with path-style addresses where an endpoint is given.
    #[must_use]
    pub fn s3(&self) -> aws_sdk_s3::Client {
        let mut config = aws_sdk_s3::Config::builder()
            .behavior_version(aws_sdk_s3::config::BehaviorVersion::latest())
            .region(Region::new(self.region.clone()))
            .credentials_provider(self.credentials.clone())
            .retry_config(RetryConfig::standard().with_max_attempts(CALL_ATTEMPTS))
            .timeout_config(timeouts().build())
            .http_client(self.http.clone())
            .force_path_style(self.endpoint.is_some());
        config.set_endpoint_url(self.endpoint.clone());
        aws_sdk_s3::Client::from_conf(config.build())
    }

    /// A client of SSM's parameter store.
    #[cfg(feature = "parameters")]
    #[must_use]
    pub fn ssm(&self) -> aws_sdk_ssm::Client {
        let mut config = aws_sdk_ssm::Config::builder()
            .behavior_version(aws_sdk_ssm::config::BehaviorVersion::latest())
            .region(Region::new(self.region.clone()))
            .credentials_provider(self.credentials.clone())
            .timeout_config(timeouts().operation_attempt_timeout(ATTEMPT_TIMEOUT).build())
            .http_client(self.http.clone());
        config.set_endpoint_url(self.endpoint.clone());
        aws_sdk_ssm::Client::from_conf(config.build())
    }

    /// An SES client.
    #[must_use]
    pub fn ses(&self) -> aws_sdk_ses::Client {
        let mut config = aws_sdk_ses::Config::builder()
            .behavior_version(aws_sdk_ses::config::BehaviorVersion::latest())
            .region(Region::new(self.region.clone()))
            .credentials_provider(self.credentials.clone())
            .timeout_config(timeouts().operation_attempt_timeout(ATTEMPT_TIMEOUT).build())
            .http_client(self.http.clone());
        config.set_endpoint_url(self.endpoint.clone());
        aws_sdk_ses::Client::from_conf(config.build())
    }
}
