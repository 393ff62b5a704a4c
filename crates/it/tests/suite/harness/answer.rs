//! What the home answered, and what a test says of it.

use bytes::Bytes;
use reqwest::header::HeaderMap;
use serde_json::Value;
use share_cloud_domain::problem::Code;
use std::collections::BTreeSet;

/// An answer, read to its end.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// The request, for messages.
    pub(crate) asked: String,
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    /// Reads an answer; none when it ends too early.
    pub(crate) async fn read(asked: String, response: reqwest::Response) -> Option<Self> {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Some(Self { asked, status, headers, body: response.bytes().await.ok()? })
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The body as JSON; null when there is none.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        if self.body.is_empty() {
            return Value::Null;
        }
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{self}: no JSON: {error}"))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body of an answer with this status.
    #[track_caller]
    pub(crate) fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{self}");
        self.json()
    }

    /// The code of the problem, if it is one.
    pub(crate) fn code(&self) -> Option<String> {
        let json: Value = serde_json::from_slice(&self.body).ok()?;
        json["code"].as_str().map(str::to_owned)
    }

    /// The body of a problem with this code, whose every field is as the contract says.
    #[track_caller]
    pub(crate) fn refused(&self, code: Code) -> Value {
        assert_eq!((self.status, self.code().as_deref()), (code.status(), Some(code.as_str())), "{self}");
        let problem = self.json();
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{self}");
        assert_eq!(problem["type"], format!("urn:share-cloud:problem:{}", code.as_str()), "{self}");
        assert_eq!(problem["title"], code.title(), "{self}");
        assert_eq!(problem["status"], code.status(), "{self}");
        assert!(problem["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{self}");
        assert_eq!(problem["request_id"].as_str(), self.header("x-request-id"), "{self}");
        assert_eq!(problem["request_id"].as_str().map(str::len), Some(32), "{self}");
        let has: BTreeSet<&str> = problem.as_object().unwrap().keys().map(String::as_str).collect();
        let mut may = BTreeSet::from(["type", "title", "status", "detail", "code", "request_id"]);
        if code == Code::InvalidInput {
            may.insert("fields");
        }
        assert_eq!(has, may, "{self}");
        problem
    }

    /// What is wrong with which field of an invalid body, as `(field, code)`.
    #[track_caller]
    pub(crate) fn invalid(&self) -> Vec<(String, String)> {
        let problem = self.refused(Code::InvalidInput);
        let text = |field: &Value, name: &str| field[name].as_str().unwrap_or_else(|| panic!("{self}: {name}")).to_owned();
        let fields = problem["fields"].as_array().unwrap().iter();
        fields
            .inspect(|field| assert!(!text(field, "detail").is_empty(), "{self}"))
            .map(|field| (text(field, "field"), text(field, "code")))
            .collect()
    }

    /// Asserts that exactly one field is wrong, and how.
    #[track_caller]
    pub(crate) fn invalid_at(&self, field: &str, code: &str) {
        assert_eq!(self.invalid(), [(field.to_owned(), code.to_owned())], "{self}");
    }

    /// Seconds of a refusal to wait.
    #[track_caller]
    pub(crate) fn refused_for_s(&self) -> u64 {
        self.refused(Code::TooManyRequests);
        self.header("retry-after").and_then(|seconds| seconds.parse().ok()).unwrap_or_else(|| panic!("{self}: no Retry-After"))
    }
}

impl std::fmt::Display for Answer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} → {} {}", self.asked, self.status, self.text().chars().take(600).collect::<String>())
    }
}
