//! Access tokens that we did not make, or not for this.

use crate::harness::{Call, Person, World};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use share_cloud_domain::problem::Code;
use share_cloud_domain::secrets::Purpose;

/// What our own token says, to be bent.
struct Forge {
    header: Value,
    claims: Value,
    key: Vec<u8>,
}

fn part(token: &str, index: usize) -> Value {
    let part = token.split('.').nth(index).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

impl Forge {
    fn of(world: &World, person: &Person) -> Self {
        let token = &person.access_token;
        let key = world.app().keys().derive_current(Purpose::AccessToken).expose().to_vec();
        Self { header: part(token, 0), claims: part(token, 1), key }
    }

    fn header(mut self, name: &str, value: Value) -> Self {
        self.header[name] = value;
        self
    }

    fn claim(mut self, name: &str, value: Value) -> Self {
        self.claims[name] = value;
        self
    }

    fn without(mut self, name: &str) -> Self {
        for part in [&mut self.header, &mut self.claims] {
            part.as_object_mut().unwrap().remove(name);
        }
        self
    }

    fn key(self, key: &[u8]) -> Self {
        Self { key: key.to_vec(), ..self }
    }

    fn sign(self) -> String {
        let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", encode(&self.header), encode(&self.claims));
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.key).unwrap();
        mac.update(signed.as_bytes());
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
    }
}

async fn is_good(person: &Person, token: &str) -> bool {
    let answer = person.http.send(Call::get("/api/account").bearer(token)).await;
    if answer.status == 200 {
        return true;
    }
    answer.refused(Code::Unauthorized);
    false
}

#[tokio::test]
async fn a_token_bent_in_any_way_is_refused() {
    let world = World::fresh().await;
    let (minji, jiho) = (world.person("minji").await, world.person("jiho").await);
    let forge = || Forge::of(&world, &minji);
    assert!(is_good(&minji, &forge().sign()).await, "the forge makes what we make");
    let now = world.now().as_second();
    let theirs = part(&jiho.access_token, 1);
    let key_of = |purpose| world.app().keys().derive_current(purpose).expose().to_vec();
    let bent = [
        ("another algorithm", forge().header("alg", json!("HS384"))),
        ("an asymmetric algorithm", forge().header("alg", json!("RS256"))),
        ("no algorithm", forge().without("alg")),
        ("another type", forge().header("typ", json!("JWT"))),
        ("a link's type", forge().header("typ", json!("link+jwt"))),
        ("no type", forge().without("typ")),
        ("an unknown key id", forge().header("kid", json!("another"))),
        ("a path as key id", forge().header("kid", json!("../../etc/passwd"))),
        ("no key id", forge().without("kid")),
        ("another key", forge().key(b"another key of some length 123456")),
        ("no key", forge().key(b"")),
        ("a link's key", forge().key(&key_of(Purpose::ShareAccess))),
        ("the refresh key", forge().key(&key_of(Purpose::RefreshToken))),
        ("another audience", forge().claim("aud", json!("share-cloud/link"))),
        ("no audience", forge().without("aud")),
        ("another issuer", forge().claim("iss", json!("somebody"))),
        ("no issuer", forge().without("iss")),
        ("no expiry", forge().without("exp")),
        ("an expiry that is over", forge().claim("exp", json!(now))),
        ("an expiry as a text", forge().claim("exp", json!((now + 600).to_string()))),
        ("a null expiry", forge().claim("exp", Value::Null)),
        ("a beginning as a text", forge().claim("nbf", json!((now + 600).to_string()))),
        ("a beginning in an hour", forge().claim("nbf", json!(now + 3_600))),
        ("made in the future", forge().claim("iat", json!(now + 3_600))),
        ("no account", forge().without("sub")),
        ("another's account", forge().claim("sub", theirs["sub"].clone())),
        ("no session", forge().without("sid")),
        ("another's session", forge().claim("sid", theirs["sid"].clone())),
        ("an account that is a path", forge().claim("sub", json!("../x"))),
    ];
    for (what, forge) in bent {
        assert!(!is_good(&minji, &forge.sign()).await, "{what}");
    }
    world.finish().await;
}

#[tokio::test]
async fn a_token_without_a_signature_is_refused() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let own = minji.access_token.clone();
    let (signed, signature) = own.rsplit_once('.').unwrap();
    let (_, claims) = signed.split_once('.').unwrap();
    for alg in ["none", "None", "NONE", "nOnE", ""] {
        let header = URL_SAFE_NO_PAD.encode(json!({ "alg": alg, "typ": "at+jwt", "kid": part(&own, 0)["kid"] }).to_string());
        for unsigned in [format!("{header}.{claims}."), format!("{header}.{claims}"), format!("{header}.{claims}.{signature}")] {
            assert!(!is_good(&minji, &unsigned).await, "{alg}: {unsigned}");
        }
    }
    for broken in
        ["", ".", "..", "x", signed, &format!("{signed}."), &format!("{own}."), &format!("{own}.x"), &own[1..], &own[..own.len() - 2]]
    {
        assert!(!is_good(&minji, broken).await, "{broken}");
    }
    assert!(is_good(&minji, &own).await);
    world.finish().await;
}

#[tokio::test]
async fn a_token_stands_in_the_authorization_header_as_a_bearer_and_nowhere_else() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let token = &minji.access_token;
    let stranger = world.stranger();
    for value in [token.clone(), format!("Basic {token}"), format!("Bearer{token}"), "Bearer".to_owned(), format!("Token {token}")] {
        stranger.send(Call::get("/api/account").header("authorization", value)).await.refused(Code::Unauthorized);
    }
    stranger.get(&format!("/api/account?access_token={token}")).await.refused(Code::Unauthorized);
    stranger.send(Call::get("/api/account").header("cookie", format!("access_token={token}"))).await.refused(Code::Unauthorized);
    stranger.send(Call::get("/api/account").header("authorization", format!("bearer {token}"))).await.expect(200);
    world.finish().await;
}
