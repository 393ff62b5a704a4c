use super::*;
use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use share_cloud_aws::clients::Connection;
use share_cloud_domain::problem::Code;
use std::sync::Mutex;

/// Answers as SSM does, and keeps what it was asked.
#[derive(Clone, Debug)]
struct Ssm {
    status: u16,
    body: &'static str,
    asked: Arc<Mutex<Vec<(String, String)>>>,
}

impl HttpConnector for Ssm {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let target = request.headers().get("x-amz-target").unwrap_or_default().to_owned();
        let body = String::from_utf8_lossy(request.body().bytes().unwrap_or_default()).into_owned();
        self.asked.lock().unwrap().push((target, body));
        let answer = http::Response::builder().status(self.status).header("content-type", "application/x-amz-json-1.1");
        let answer = answer.body(SdkBody::from(self.body)).unwrap();
        HttpConnectorFuture::ready(Ok(HttpResponse::try_from(answer).unwrap()))
    }
}

/// What becomes of asking for the parameter of the keys, and what SSM was asked.
async fn secret(status: u16, body: &'static str) -> (Result<String, Code>, Vec<(String, String)>) {
    let ssm = Ssm { status, body, asked: Arc::default() };
    let carrier = ssm.clone();
    let connection = Connection {
        region: "eu-north-1".to_owned(),
        endpoint: None,
        credentials: aws_credential_types::Credentials::new("id", "secret", None, None, "tests"),
        http: http_client_fn(move |_, _| SharedHttpConnector::new(carrier.clone())),
    };
    let answer = Parameters::new(&connection).secret("/share-cloud/keys").await.map_err(|failure| failure.code());
    let asked = ssm.asked.lock().unwrap().clone();
    (answer, asked)
}

#[tokio::test]
async fn the_keys_are_asked_of_ssm_by_their_name_and_decrypted() {
    let held = r#"[{"id":"a","secret":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}]"#;
    let answer = r#"{"Parameter":{"Name":"/share-cloud/keys","Type":"SecureString","Value":"[{\"id\":\"a\",\"secret\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"}]"}}"#;
    let (secret, asked) = secret(200, answer).await;
    assert_eq!(secret.as_deref(), Ok(held));
    key_ring(held).unwrap();
    let [(target, body)] = &asked[..] else { panic!("asked once, not {asked:?}") };
    assert_eq!(target, "AmazonSSM.GetParameter");
    let body: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(body, serde_json::json!({ "Name": "/share-cloud/keys", "WithDecryption": true }));
}

#[tokio::test]
async fn without_its_keys_a_function_does_not_start() {
    let (missing, _) = secret(400, r#"{"__type":"ParameterNotFound"}"#).await;
    assert_eq!(missing, Err(Code::Unavailable));
    let (denied, _) = secret(400, r#"{"__type":"AccessDeniedException","message":"not yours"}"#).await;
    assert_eq!(denied, Err(Code::Unavailable));
    let (empty, _) = secret(200, r#"{"Parameter":{"Name":"/share-cloud/keys"}}"#).await;
    assert_eq!(empty, Err(Code::Unavailable));
}
