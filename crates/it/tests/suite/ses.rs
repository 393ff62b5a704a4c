//! Letters through SES, spoken to a server that answers as SES does (<https://docs.aws.amazon.com/ses/latest/APIReference/API_SendEmail.html>).

use aws_credential_types::Credentials;
use aws_smithy_http_client::Builder;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::routing::post;
use http::StatusCode;
use share_cloud_aws::clients::Connection;
use share_cloud_aws::mailer::ses::SesMailer;
use share_cloud_aws::mailer::{Letter, MailError, Mailer as _};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;

type Form = BTreeMap<String, String>;

/// A server that keeps the forms it is sent, and always gives one answer.
struct Ses {
    endpoint: String,
    forms: Arc<Mutex<Vec<Form>>>,
}

impl Ses {
    async fn that_answers(status: StatusCode, body: &'static str) -> Self {
        let forms = Arc::<Mutex<Vec<Form>>>::default();
        let keep = async move |State(forms): State<Arc<Mutex<Vec<Form>>>>, body_sent: Bytes| {
            let url = reqwest::Url::parse(&format!("http://form/?{}", std::str::from_utf8(&body_sent).unwrap())).unwrap();
            forms.lock().unwrap().push(url.query_pairs().into_owned().collect());
            (status, [("content-type", "text/xml")], body)
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().route("/", post(keep)).with_state(Arc::clone(&forms));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { endpoint, forms }
    }

    async fn send(&self) -> Result<(), MailError> {
        let connection = Connection {
            region: "eu-central-1".to_owned(),
            endpoint: Some(self.endpoint.clone()),
            credentials: Credentials::from_keys("key", "secret", None),
            http: Builder::new().build_http(),
        };
        let letter = Letter {
            to: "minji@example.com".to_owned(),
            subject: "메일 주소를 확인해 주세요".to_owned(),
            text: "안녕하세요 & hello".to_owned(),
            html: "<p>안녕하세요</p>".to_owned(),
        };
        let mailer = SesMailer::new(connection.ses(), "share-cloud <post@example.com>");
        mailer.with_configuration_set(Some("letters".to_owned())).send(&letter).await
    }
}

const SENT: &str = r#"<SendEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendEmailResult><MessageId>1</MessageId>
</SendEmailResult><ResponseMetadata><RequestId>2</RequestId></ResponseMetadata></SendEmailResponse>"#;
const REJECTED: &str = r#"<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><Error><Type>Sender</Type>
<Code>MessageRejected</Code><Message>Email address is not verified.</Message></Error><RequestId>2</RequestId></ErrorResponse>"#;
const THROTTLED: &str = r#"<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><Error><Type>Sender</Type>
<Code>Throttling</Code><Message>Maximum sending rate exceeded.</Message></Error><RequestId>2</RequestId></ErrorResponse>"#;

#[tokio::test]
async fn a_letter_goes_to_ses_with_both_bodies_in_utf_8() {
    let ses = Ses::that_answers(StatusCode::OK, SENT).await;
    ses.send().await.unwrap();
    let forms = ses.forms.lock().unwrap().clone();
    assert_eq!(forms.len(), 1);
    let expected = [
        ("Action", "SendEmail"),
        ("Source", "share-cloud <post@example.com>"),
        ("ConfigurationSetName", "letters"),
        ("Destination.ToAddresses.member.1", "minji@example.com"),
        ("Message.Subject.Data", "메일 주소를 확인해 주세요"),
        ("Message.Subject.Charset", "UTF-8"),
        ("Message.Body.Text.Data", "안녕하세요 & hello"),
        ("Message.Body.Text.Charset", "UTF-8"),
        ("Message.Body.Html.Data", "<p>안녕하세요</p>"),
        ("Message.Body.Html.Charset", "UTF-8"),
    ];
    for (name, value) in expected {
        assert_eq!(forms[0].get(name).map(String::as_str), Some(value), "{name} in {:?}", forms[0]);
    }
}

#[tokio::test]
async fn what_ses_rejects_is_given_up_and_what_it_puts_off_is_tried_later() {
    let rejected = Ses::that_answers(StatusCode::BAD_REQUEST, REJECTED).await;
    assert!(matches!(rejected.send().await, Err(MailError::Refused(_))));
    let throttled = Ses::that_answers(StatusCode::BAD_REQUEST, THROTTLED).await;
    assert!(matches!(throttled.send().await, Err(MailError::Later(_))));
    let away = Ses { endpoint: "http://127.0.0.1:9".to_owned(), forms: Arc::default() };
    assert!(matches!(away.send().await, Err(MailError::Later(_))));
}
