//! Answers: RFC 9457 problems, and objects with the status that their kind of route has.

use axum::Json;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use schemars::JsonSchema;
use serde::Serialize;
use share_cloud_aws::failure::Failure;
use share_cloud_domain::problem::{Code, FieldProblem, Problem};
use std::sync::Arc;

/// Why a handler has no object to answer.
#[derive(Debug, Clone)]
pub struct Rejection(Arc<Failure>);

/// What a handler answers.
pub type Answer<T> = Result<T, Rejection>;

impl Rejection {
    /// The problem with its cause.
    #[must_use]
    pub fn failure(&self) -> &Failure {
        &self.0
    }

    /// The problem's code.
    #[must_use]
    pub fn code(&self) -> Code {
        self.0.problem.code
    }
}

impl<T: Into<Failure>> From<T> for Rejection {
    fn from(failure: T) -> Self {
        Self(Arc::new(failure.into()))
    }
}

impl IntoResponse for Rejection {
    /// An empty answer that carries the rejection; [`render`] gives it its body once the request's id is known.
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = status_of(self.code());
        response.extensions_mut().insert(self);
        response
    }
}

fn status_of(code: Code) -> StatusCode {
    StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// A problem as it is answered.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Problem")]
pub struct ProblemBody<'a> {
    /// A URI that names the kind of problem: `urn:share-cloud:problem:` and the code.
    #[serde(rename = "type")]
    kind: String,
    /// The kind of problem in English.
    title: &'a str,
    /// The HTTP status.
    status: u16,
    /// What happened and what to do, in English.
    detail: &'a str,
    /// One of a closed list.
    #[schemars(schema_with = "code_schema")]
    code: &'a str,
    /// The request, as the log knows it.
    request_id: &'a str,
    /// For `invalid_input`: what is wrong with which field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<FieldBody>")]
    fields: Vec<FieldProblem>,
}

/// A wrong field.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "FieldProblem")]
pub struct FieldBody {
    /// The field's path in the body.
    field: String,
    /// A word for what is wrong.
    code: String,
    /// What to do, in English.
    detail: String,
}

fn code_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    let codes: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    schemars::json_schema!({ "type": "string", "enum": codes })
}

/// The body of a problem and its headers.
#[must_use]
pub fn render(problem: &Problem, request_id: &str) -> Response {
    let body = ProblemBody {
        kind: format!("urn:share-cloud:problem:{}", problem.code.as_str()),
        title: problem.code.title(),
        status: problem.code.status(),
        detail: &problem.detail,
        code: problem.code.as_str(),
        request_id,
        fields: problem.fields.clone(),
    };
    let mut response = (status_of(problem.code), Json(body)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if let Some(seconds) = problem.retry_after_s {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if problem.code == Code::Unauthorized {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

/// 200 with the object.
pub type Ok200<T> = Answer<Json<T>>;

/// 201 with the object.
pub struct Created<T>(pub T);

impl<T: Serialize> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        (StatusCode::CREATED, Json(self.0)).into_response()
    }
}

/// 202: it will happen.
pub struct Accepted<T>(pub T);

impl<T: Serialize> IntoResponse for Accepted<T> {
    fn into_response(self) -> Response {
        (StatusCode::ACCEPTED, Json(self.0)).into_response()
    }
}

/// `{}`: nothing to tell, whoever asks.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Nothing {}

/// 204.
pub struct NoContent;

impl IntoResponse for NoContent {
    fn into_response(self) -> Response {
        StatusCode::NO_CONTENT.into_response()
    }
}
