//! The store as the SDK's HTTP client: the wire's requests and answers, without a socket in between.

use super::S3Endpoint;
use aws_smithy_runtime_api::client::http::{HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;
use http_body_util::BodyExt as _;

impl HttpConnector for S3Endpoint {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let endpoint = self.clone();
        HttpConnectorFuture::new(async move {
            let request = request.try_into_http1x().map_err(|error| ConnectorError::user(error.into()))?;
            let is_head = request.method() == http::Method::HEAD;
            let (parts, body) = endpoint.call(request).await.into_parts();
            // The product fetches lists and heads this way; content goes to the browser through a ticket.
            let body = body.collect().await.map_err(ConnectorError::io)?.to_bytes();
            // A socket would drop what an answer to HEAD says beside its headers.
            let body = if is_head { Bytes::new() } else { body };
            let response = http::Response::from_parts(parts, SdkBody::from(body));
            HttpResponse::try_from(response).map_err(|error| ConnectorError::other(error.into(), None))
        })
    }
}

impl HttpClient for S3Endpoint {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}
