//! People at many addresses of this machine, so that the limits for each address hold as they do for people, and none is switched off.

use crate::machine::now;
use crate::product::{answer, text};
use crate::{Failure, Result};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use reqwest::Client;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

/// A request that takes longer ends the run.
pub const TIMEOUT: Duration = Duration::from_secs(10);

/// Accounts that are made from one address: the product's limit in an hour.
const ACCOUNTS_AT_ONE_ADDRESS: usize = 20;

/// Accounts that are made at once.
const AT_ONCE: usize = 8;

/// How long the letters of some new accounts may take, and how often they are looked for.
const LETTERS_WAIT: Duration = Duration::from_secs(60);
const LETTERS_PAUSE: Duration = Duration::from_millis(50);

/// The password of every account.
pub const PASSWORD: &str = "a long password of the bench";

/// Somebody at an address of their own.
#[derive(Clone, Debug)]
pub struct Visitor {
    http: Client,
    base_url: String,
}

impl Visitor {
    /// At the loopback address 127.`network`.x.y of that number. What is not 127.0 is nobody else's.
    ///
    /// # Errors
    /// When there is no such client.
    pub fn at(base_url: &str, network: u8, number: u16) -> Result<Self> {
        let [high, low] = number.to_be_bytes();
        let address = IpAddr::V4(Ipv4Addr::new(127, network, high, low));
        let http = Client::builder().no_proxy().timeout(TIMEOUT).local_address(address).build()?;
        Ok(Self { http, base_url: base_url.to_owned() })
    }

    /// Opens the connection, so that what is measured next does not.
    ///
    /// # Errors
    /// What the home refuses.
    pub async fn arrive(&self) -> Result<()> {
        answer(self.http.get(format!("{}/api/health", self.base_url))).await.map(drop)
    }

    /// Sends something, which must be answered with that status; how many milliseconds it took.
    ///
    /// # Errors
    /// Another status, and what does not come in time.
    pub async fn timed(&self, path: &str, body: &Value, status: u16) -> Result<f64> {
        let begun = now();
        let answer = self.http.post(format!("{}{path}", self.base_url)).json(body).send().await?;
        let answered = answer.status();
        let body = answer.bytes().await?;
        let took_ms = begun.elapsed().as_secs_f64() * 1000.0;
        if answered == status { Ok(took_ms) } else { Err(format!("{path} {answered}: {}", String::from_utf8_lossy(&body)).into()) }
    }

    async fn post(&self, path: &str, body: &Value) -> Result<()> {
        answer(self.http.post(format!("{}{path}", self.base_url)).json(body)).await.map(drop)
    }

    async fn letters(&self) -> Result<Value> {
        answer(self.http.get(format!("{}/outbox/messages", self.base_url))).await
    }
}

/// An account with a confirmed address.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its username.
    pub username: String,
    /// Its address.
    pub email: String,
    /// Where it was made: a device that is known.
    pub home: Visitor,
}

impl Account {
    fn new(home: Visitor, number: usize) -> Self {
        Self { username: format!("person{number:05}"), email: format!("address{number:05}@example.com"), home }
    }

    async fn sign_up(&self) -> Result<()> {
        let account = json!({ "username": self.username, "email": self.email, "password": PASSWORD, "locale": "en" });
        self.home.post("/api/accounts", &account).await
    }

    /// Signs in; how many milliseconds it took.
    ///
    /// # Errors
    /// What the home refuses.
    pub async fn sign_in(&self) -> Result<f64> {
        self.home.timed("/api/sessions", &json!({ "login": self.username, "password": PASSWORD }), 200).await
    }
}

/// Makes so many accounts and confirms their addresses by the letters in the outbox.
///
/// # Errors
/// What the home refuses, and letters that do not come.
pub async fn sign_up(base_url: &str, count: usize) -> Result<Vec<Account>> {
    let mut accounts = Vec::with_capacity(count);
    for network in 0..count.div_ceil(ACCOUNTS_AT_ONE_ADDRESS) {
        let home = Visitor::at(base_url, 1, u16::try_from(network + 1)?)?;
        let first = accounts.len();
        let some: Vec<Account> = (first..count.min(first + ACCOUNTS_AT_ONE_ADDRESS)).map(|n| Account::new(home.clone(), n)).collect();
        stream::iter(&some).map(Account::sign_up).buffer_unordered(AT_ONCE).try_collect::<Vec<()>>().await?;
        let tokens = tokens(&home, &some).await?;
        let confirmed = some.iter().map(|account| async {
            let token = tokens.get(&account.email).ok_or("an account without a letter")?;
            home.post("/api/accounts/verify-email", &json!({ "token": token })).await
        });
        stream::iter(confirmed).buffer_unordered(AT_ONCE).try_collect::<Vec<()>>().await?;
        accounts.extend(some);
    }
    Ok(accounts)
}

/// The tokens of the letters to all of them, by address.
async fn tokens(reader: &Visitor, accounts: &[Account]) -> Result<HashMap<String, String>> {
    let begun = now();
    while begun.elapsed() < LETTERS_WAIT {
        let letters = reader.letters().await?;
        let letters = letters["items"].as_array().ok_or("no letters")?;
        let told = letters.iter().filter_map(|letter| {
            let (_, token) = letter["text"].as_str()?.split_once("/verify-email?token=")?;
            Some(Ok((text(letter, "to").ok()?.to_owned(), token.split_whitespace().next()?.to_owned())))
        });
        let tokens: HashMap<String, String> = told.collect::<Result<_>>()?;
        if accounts.iter().all(|account| tokens.contains_key(&account.email)) {
            return Ok(tokens);
        }
        tokio::time::sleep(LETTERS_PAUSE).await;
    }
    Err(Failure::from("some letters did not come"))
}
