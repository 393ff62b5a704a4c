//! Bodies, queries and path parameters: read strictly, with the field that is wrong.

use super::answer::Rejection;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use http::request::Parts;
use http::{StatusCode, header};
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_path_to_error::Segment;
use share_cloud_domain::problem::{Code, FieldProblem, Problem};
use std::fmt;
use std::marker::PhantomData;

/// A JSON body. An absent one counts as `{}`.
pub struct JsonBody<T>(pub T);

/// A value that is written as an object. Structs alone would take the list of their fields' values too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object<T>(pub T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ObjectVisitor(PhantomData))
    }
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = Object<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Object)
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for JsonBody<T> {
    type Rejection = Rejection;

    async fn from_request(request: Request, state: &S) -> Result<Self, Rejection> {
        let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let bytes = Bytes::from_request(request, state).await.map_err(|error| {
            let too_large = axum::response::IntoResponse::into_response(error).status() == StatusCode::PAYLOAD_TOO_LARGE;
            Rejection::from(if too_large { Code::TooLarge } else { Code::MalformedJson })
        })?;
        if bytes.is_empty() {
            return parse(b"{}").map(Self);
        }
        if !content_type.is_some_and(|content_type| is_json(&content_type)) {
            return Err(Code::UnsupportedMediaType.into());
        }
        parse(&bytes).map(Self)
    }
}

/// No body, or `{}`: who sends more means something that is not done.
pub struct NoBody;

impl<S: Send + Sync> FromRequest<S> for NoBody {
    type Rejection = Rejection;

    async fn from_request(request: Request, state: &S) -> Result<Self, Rejection> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Empty {}
        JsonBody::<Empty>::from_request(request, state).await.map(|_| Self)
    }
}

fn is_json(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Rejection> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let Object(value) = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = path_of(error.path());
        let inner = error.into_inner();
        // Whether it is no JSON or another shape, the bytes themselves tell: serde_json stops at what it meets first.
        let text = std::str::from_utf8(bytes).ok();
        let is_json = text.is_some_and(|text| serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok());
        if is_json { Rejection::from(invalid(&path, &inner.to_string())) } else { malformed(&inner) }
    })?;
    reader.end().map_err(|error| malformed(&error))?;
    Ok(value)
}

/// A field's path as problems write it: `uploads.0.size_bytes`.
fn path_of(path: &serde_path_to_error::Path) -> String {
    let segments = path.iter().map(|segment| match segment {
        Segment::Seq { index } => index.to_string(),
        Segment::Map { key } => key.clone(),
        Segment::Enum { variant } => variant.clone(),
        Segment::Unknown => "?".to_owned(),
    });
    segments.collect::<Vec<_>>().join(".")
}

fn malformed(error: &serde_json::Error) -> Rejection {
    Problem::new(Code::MalformedJson, format!("The body is not valid JSON: {error}")).into()
}

/// What serde says of a field: our own types say `code: what to do`, serde itself says other things.
fn invalid(path: &str, message: &str) -> Problem {
    let message = message.split(" at line ").next().unwrap_or(message);
    let is_code = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    let (code, detail) = match message.split_once(": ") {
        Some((code, detail)) if is_code(code) => (code, detail),
        _ if message.starts_with("missing field") => ("missing", message),
        _ if message.starts_with("unknown field") => ("unknown", message),
        _ => ("invalid", message),
    };
    let field = match (path, message.split('`').nth(1)) {
        ("", Some(name)) => name.to_owned(),
        (path, Some(name)) if code == "missing" => format!("{path}.{name}"),
        (path, _) => path.to_owned(),
    };
    let detail = detail.to_owned();
    Problem { fields: vec![FieldProblem { field, code: code.to_owned().into(), detail }], ..Code::InvalidInput.into() }
}

/// The parameters after the `?`. Unknown ones are refused by types that deny them.
pub struct QueryOf<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for QueryOf<T> {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Rejection> {
        let query = parts.uri.query().unwrap_or_default();
        let reader = serde_urlencoded::Deserializer::new(form(query));
        serde_path_to_error::deserialize(reader).map(Self).map_err(|error| {
            let path = path_of(error.path());
            invalid(&path, &error.into_inner().to_string()).into()
        })
    }
}

fn form(query: &str) -> form_urlencoded::Parse<'_> {
    form_urlencoded::parse(query.as_bytes())
}

/// The one parameter of the path; what does not parse is not found.
pub struct PathOf<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for PathOf<T> {
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Rejection> {
        match Path::<T>::from_request_parts(parts, state).await {
            Ok(Path(value)) => Ok(Self(value)),
            Err(_) => Err(Code::NotFound.into()),
        }
    }
}

/// Tells a field that is null from one that is absent: `Some(None)` from `None`.
///
/// # Errors
/// Those of the value.
pub fn present<'de, D: serde::Deserializer<'de>, T: serde::Deserialize<'de>>(deserializer: D) -> Result<Option<Option<T>>, D::Error> {
    serde::Deserialize::deserialize(deserializer).map(Some)
}
