//! Where the stores of a home on AWS are, as its functions and its owner's commands are told by the same variables. Whoever may read the
//! machine's environment passes it in.

use crate::clients::Connection;
use crate::db::Db;
use crate::objects::Objects;
use aws_credential_types::Credentials;
use aws_sdk_dynamodb::config::SharedHttpClient;
use std::collections::HashMap;

/// Table and bucket, and who asks for them.
#[derive(Debug, Clone)]
pub struct Stores {
    region: String,
    credentials: Credentials,
    endpoint: Option<String>,
    s3_endpoint: Option<String>,
    table: String,
    bucket: String,
}

/// Variables that must be set and are not, or that hold what cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("The environment is not complete: set {}.", .0.join(", "))]
pub struct Missing(pub Vec<&'static str>);

/// Takes variables by name and remembers all that are missing, so that they are told together. One that is empty counts as missing.
#[derive(Debug)]
pub struct Variables {
    values: HashMap<String, String>,
    missing: Vec<&'static str>,
}

impl Variables {
    /// The environment, or what a test says it is.
    #[must_use]
    pub fn new(values: HashMap<String, String>) -> Self {
        Self { values, missing: Vec::new() }
    }

    /// A variable that may be absent.
    #[must_use]
    pub fn optional(&self, name: &str) -> Option<String> {
        self.values.get(name).filter(|value| !value.is_empty()).cloned()
    }

    /// A variable that must be there; an empty text stands for one that is not, until [`Variables::finish`].
    pub fn required(&mut self, name: &'static str) -> String {
        self.optional(name).unwrap_or_else(|| {
            self.missing.push(name);
            String::new()
        })
    }

    /// A variable whose value cannot be used is told with those that are missing.
    pub fn refuse(&mut self, name: &'static str) {
        if !self.missing.contains(&name) {
            self.missing.push(name);
        }
    }

    /// What was made of the variables, if none was missing.
    ///
    /// # Errors
    /// [`Missing`] names all that were.
    pub fn finish<T>(self, made: T) -> Result<T, Missing> {
        if self.missing.is_empty() { Ok(made) } else { Err(Missing(self.missing)) }
    }
}

impl Stores {
    /// Reads `AWS_REGION`, the credentials (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN` where there is one),
    /// `SHARE_CLOUD_TABLE`, `SHARE_CLOUD_BUCKET`, and where the endpoints are not AWS's own, `AWS_ENDPOINT_URL` and `AWS_ENDPOINT_URL_S3`.
    pub fn read(variables: &mut Variables) -> Self {
        let (id, secret) = (variables.required("AWS_ACCESS_KEY_ID"), variables.required("AWS_SECRET_ACCESS_KEY"));
        let endpoint = variables.optional("AWS_ENDPOINT_URL");
        Self {
            region: variables.required("AWS_REGION"),
            credentials: Credentials::new(id, secret, variables.optional("AWS_SESSION_TOKEN"), None, "environment"),
            s3_endpoint: variables.optional("AWS_ENDPOINT_URL_S3").or_else(|| endpoint.clone()),
            endpoint,
            table: variables.required("SHARE_CLOUD_TABLE"),
            bucket: variables.required("SHARE_CLOUD_BUCKET"),
        }
    }

    /// How everything but the bucket is reached.
    #[must_use]
    pub fn connection(&self, http: &SharedHttpClient) -> Connection {
        self.connection_at(self.endpoint.clone(), http)
    }

    /// The table.
    #[must_use]
    pub fn db(&self, http: &SharedHttpClient) -> Db {
        Db::new(self.connection(http).dynamodb(), self.table.clone())
    }

    /// The bucket.
    #[must_use]
    pub fn objects(&self, http: &SharedHttpClient) -> Objects {
        Objects::new(self.connection_at(self.s3_endpoint.clone(), http).s3(), self.bucket.clone())
    }

    fn connection_at(&self, endpoint: Option<String>, http: &SharedHttpClient) -> Connection {
        Connection { region: self.region.clone(), endpoint, credentials: self.credentials.clone(), http: http.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(values: &[(&str, &str)]) -> Result<Stores, Missing> {
        let mut variables = Variables::new(values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect());
        let stores = Stores::read(&mut variables);
        variables.finish(stores)
    }

    const WHOLE: [(&str, &str); 5] = [
        ("AWS_REGION", "ap-northeast-2"),
        ("AWS_ACCESS_KEY_ID", "id"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
        ("SHARE_CLOUD_TABLE", "table"),
        ("SHARE_CLOUD_BUCKET", "bucket"),
    ];

    #[test]
    fn all_that_is_missing_is_told_together() {
        let missing = read(&[("AWS_REGION", ""), ("SHARE_CLOUD_TABLE", "table")]).unwrap_err();
        assert_eq!(missing.0, ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION", "SHARE_CLOUD_BUCKET"]);
        assert!(missing.to_string().ends_with("set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, SHARE_CLOUD_BUCKET."));
    }

    #[test]
    fn the_bucket_is_where_everything_is_unless_it_is_said_otherwise() {
        let endpoints = |more: &[(&str, &str)]| {
            let stores = read(&[&WHOLE, more].concat()).unwrap();
            (stores.endpoint, stores.s3_endpoint)
        };
        let (all, s3) = (Some("http://all".to_owned()), Some("http://s3".to_owned()));
        assert_eq!(endpoints(&[]), (None, None));
        assert_eq!(endpoints(&[("AWS_ENDPOINT_URL", "http://all")]), (all.clone(), all.clone()));
        assert_eq!(endpoints(&[("AWS_ENDPOINT_URL", "http://all"), ("AWS_ENDPOINT_URL_S3", "http://s3")]), (all, s3));
    }
}
