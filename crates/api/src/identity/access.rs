//! Access tokens: JWTs of one algorithm, bound to a purpose by key, audience and type.

use crate::app::App;
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use share_cloud_aws::failure::Failure;
use share_cloud_domain::problem::Code;
use share_cloud_domain::secrets::Purpose;
use share_cloud_domain::session::ACCESS_LIFE_S;
use share_cloud_domain::share::SHARE_ACCESS_LIFE_S;

/// The one algorithm; a token that names another is refused.
const ALGORITHM: Algorithm = Algorithm::HS256;
const ISSUER: &str = "share-cloud";

/// How far the clocks of two of our machines may differ, in seconds.
const MAX_SKEW_S: i64 = 60;

/// What a token is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// Calling the API as an account.
    Account,
    /// Reading what a link with a password shares.
    Link,
}

impl Use {
    const fn audience(self) -> &'static str {
        match self {
            Self::Account => "share-cloud/api",
            Self::Link => "share-cloud/link",
        }
    }

    /// The `typ` of the header (RFC 9068 for account tokens).
    const fn kind(self) -> &'static str {
        match self {
            Self::Account => "at+jwt",
            Self::Link => "link+jwt",
        }
    }

    const fn purpose(self) -> Purpose {
        match self {
            Self::Account => Purpose::AccessToken,
            Self::Link => Purpose::ShareAccess,
        }
    }

    /// How long a token is good, in seconds.
    #[must_use]
    pub const fn life_s(self) -> i64 {
        match self {
            Self::Account => ACCESS_LIFE_S,
            Self::Link => SHARE_ACCESS_LIFE_S,
        }
    }
}

/// What a token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    iss: String,
    aud: String,
    /// The account, or the share.
    pub sub: String,
    /// The session, or a fingerprint of the share's password.
    pub sid: String,
    iat: i64,
    exp: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nbf: Option<i64>,
}

/// Signs a token.
///
/// # Errors
/// `internal` when it cannot be signed.
pub fn sign(app: &App, token_use: Use, sub: &str, sid: &str) -> Result<String, Failure> {
    let now = app.now().as_second();
    let claims = Claims {
        iss: ISSUER.to_owned(),
        aud: token_use.audience().to_owned(),
        sub: sub.to_owned(),
        sid: sid.to_owned(),
        iat: now,
        exp: now + token_use.life_s(),
        nbf: None,
    };
    let header = Header { typ: Some(token_use.kind().to_owned()), kid: Some(app.keys().current_id().to_owned()), ..Header::new(ALGORITHM) };
    let key = app.keys().derive_current(token_use.purpose());
    jsonwebtoken::encode(&header, &claims, &EncodingKey::from_secret(key.expose())).map_err(Failure::internal)
}

/// Reads a token that must be for this use.
///
/// # Errors
/// `unauthorized` for any that is not signed by us for this use, or has expired.
pub fn verify(app: &App, token_use: Use, token: &str) -> Result<Claims, Failure> {
    read(app, token_use, token, app.now()).ok_or_else(|| Code::Unauthorized.into())
}

fn read(app: &App, token_use: Use, token: &str, now: Timestamp) -> Option<Claims> {
    let header = jsonwebtoken::decode_header(token).ok()?;
    if header.alg != ALGORITHM || header.typ.as_deref() != Some(token_use.kind()) {
        return None;
    }
    let key = app.keys().derive(token_use.purpose(), header.kid.as_deref()?)?;
    let mut rules = Validation::new(ALGORITHM);
    rules.set_audience(&[token_use.audience()]);
    rules.set_issuer(&[ISSUER]);
    rules.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    // The app's clock decides, not the machine's: the expiry is compared below.
    rules.validate_exp = false;
    let claims = jsonwebtoken::decode::<Claims>(token, &DecodingKey::from_secret(key.expose()), &rules).ok()?.claims;
    let (now, begins) = (now.as_second(), claims.iat.max(claims.nbf.unwrap_or(claims.iat)));
    (claims.exp > now && begins <= now + MAX_SKEW_S).then_some(claims)
}
