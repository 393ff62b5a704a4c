//! Commands on a home on AWS, or one like it: the same commands, on the stores that the environment names as it does for the functions.

use crate::commands;
use crate::control::{Answer, Command};
use aws_smithy_http_client::{Builder, tls};
use share_cloud_api::app::{App, Parts};
use share_cloud_api::config::{Config, ContentOrigin, Limits};
use share_cloud_aws::environment::{Missing, Stores, Variables};
use share_cloud_aws::mailer::ses::SesMailer;
use share_cloud_domain::secrets::{KeyRing, MasterKey};
use share_cloud_domain::sign_up::SignUpPolicy;
use std::collections::HashMap;
use std::sync::Arc;

/// Does one command on the stores that these variables name.
///
/// # Errors
/// [`Missing`] names every variable that the command needs and does not find.
pub async fn perform(values: HashMap<String, String>, command: Command) -> Result<Answer, Missing> {
    if let Command::Backup { .. } = command {
        let told = "A backup is for the embedded home: on AWS, use DynamoDB's point-in-time recovery and S3's versions.\n";
        return Ok(Answer { exit_code: 1, output: told.to_owned() });
    }
    let app = app(values, &command)?;
    Ok(commands::perform_on(&app, None, command).await)
}

fn app(values: HashMap<String, String>, command: &Command) -> Result<App, Missing> {
    let mut variables = Variables::new(values);
    let stores = Stores::read(&mut variables);
    // Whatever sends letters must know from whom, and where their links lead; nothing else needs more than the stores.
    let (mail_from, base_url) = match command {
        Command::Sweep | Command::MailTest { .. } => {
            (variables.required("SHARE_CLOUD_MAIL_FROM"), variables.required("SHARE_CLOUD_BASE_URL"))
        }
        _ => (String::new(), String::new()),
    };
    let configuration_set = variables.optional("SHARE_CLOUD_MAIL_CONFIGURATION_SET");
    let stores = variables.finish(stores)?;
    let http = Builder::new().tls_provider(tls::Provider::Rustls(tls::rustls_provider::CryptoMode::Ring)).build_https();
    Ok(App::new(Parts {
        db: stores.db(&http),
        objects: stores.objects(&http),
        mailer: Arc::new(SesMailer::new(stores.connection(&http).ses(), mail_from).with_configuration_set(configuration_set)),
        config: Config {
            base_url: base_url.trim_end_matches('/').to_owned(),
            content_origin: ContentOrigin::Bucket,
            default_quota_bytes: 0,
            mail_configured: true,
            first_account_is_admin: false,
            sign_up: SignUpPolicy::Off,
            limits: Limits::default(),
        },
        keys: no_keys(),
        clock: Arc::new(crate::server::system_clock),
        chance: Arc::new(crate::server::system_chance),
    }))
}

/// No command here signs or verifies anything: what `work` draws for letters is random, and kept as a hash; an invitation's letter alone
/// needs the keys, and waits for the deployed sweep. So the keys stay where they are.
fn no_keys() -> KeyRing {
    let mut key = [0; 32];
    crate::server::system_chance(&mut key);
    KeyRing::new(("of-one-command".to_owned(), MasterKey::new(key)), Vec::new())
}
