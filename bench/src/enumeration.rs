//! What time tells of who has an account. A stranger asks in pairs, about somebody who is known and about nobody, whichever comes first by
//! lot, each pair from an address of its own.

use crate::Result;
use crate::material::Noise;
use crate::timing::{Comparisons, Pairs};
use crate::visitors::{Account, PASSWORD, Visitor};
use serde_json::{Value, json};
use std::time::Duration;

/// Before each request that is measured: what the one before it left to be done is done by then.
const SETTLE: Duration = Duration::from_millis(60);

/// Pairs that are asked from one address: fewer than the limits of an address take.
const PAIRS_AT_ONE_ADDRESS: usize = 7;

const SIGN_IN: &str = "/api/sessions";
const FORGOT_PASSWORD: &str = "/api/accounts/forgot-password";
const FIND_USERNAME: &str = "/api/accounts/find-username";

/// A request, and the status that it must get.
struct Ask {
    path: &'static str,
    body: Value,
    status: u16,
}

impl Ask {
    fn sign_in(login: &str, password: &str, status: u16) -> Self {
        Self { path: SIGN_IN, body: json!({ "login": login, "password": password }), status }
    }

    fn letter(path: &'static str, email: &str) -> Self {
        Self { path, body: json!({ "email": email }), status: 202 }
    }

    async fn of(&self, visitor: &Visitor) -> Result<f64> {
        visitor.timed(self.path, &self.body, self.status).await
    }
}

/// Who asks, and of what nobody has.
pub struct Stranger<'a> {
    base_url: &'a str,
    accounts: &'a [Account],
    lot: Noise,
    addresses: u16,
    nobodies: u32,
}

impl<'a> Stranger<'a> {
    /// Somebody who knows these accounts, and asks once about each.
    #[must_use]
    pub fn new(base_url: &'a str, accounts: &'a [Account]) -> Self {
        Self { base_url, accounts, lot: Noise::new(7), addresses: 0, nobodies: 0 }
    }

    /// Every comparison.
    ///
    /// # Errors
    /// What is answered with another status than it must be.
    pub async fn compare(&mut self) -> Result<Comparisons> {
        const WRONG: &str = "a wrong password of the bench";
        let by_name = |stranger: &mut Self, account: &Account| {
            (Ask::sign_in(&account.username, WRONG, 401), Ask::sign_in(&stranger.nobody(), WRONG, 401))
        };
        let by_address = |stranger: &mut Self, account: &Account| {
            (Ask::sign_in(&account.email, WRONG, 401), Ask::sign_in(&stranger.no_address(), WRONG, 401))
        };
        let letter = |path| {
            move |stranger: &mut Self, account: &Account| (Ask::letter(path, &account.email), Ask::letter(path, &stranger.no_address()))
        };
        let nobodies =
            |stranger: &mut Self, _: &Account| (Ask::sign_in(&stranger.nobody(), WRONG, 401), Ask::sign_in(&stranger.nobody(), WRONG, 401));
        let right =
            |_: &mut Self, account: &Account| (Ask::sign_in(&account.username, PASSWORD, 200), Ask::sign_in(&account.username, WRONG, 401));
        let mut rows = vec![self.pairs("sign-in, wrong: known username, unknown", by_name, None).await?.0];
        rows.push(self.pairs("sign-in, wrong: known address, unknown", by_address, None).await?.0);
        for (path, name) in [(FORGOT_PASSWORD, "forgot-password"), (FIND_USERNAME, "find-username")] {
            let (asked, next) = self.pairs(&format!("{name}: known address, unknown"), letter(path), Some(path)).await?;
            rows.extend([asked, next.named("  the request right after it")]);
        }
        rows.push(self.pairs("to compare: sign-in, both unknown", nobodies, None).await?.0);
        rows.push(self.pairs("to compare: sign-in, right password, wrong", right, None).await?.0);
        Ok(Comparisons(rows))
    }

    fn nobody(&mut self) -> String {
        self.nobodies += 1;
        format!("nobody{:05}", self.nobodies)
    }

    fn no_address(&mut self) -> String {
        self.nobodies += 1;
        format!("noplace{:05}@example.com", self.nobodies)
    }

    /// The next address that nobody asked from yet.
    fn visitor(&mut self) -> Result<Visitor> {
        self.addresses += 1;
        Visitor::at(self.base_url, 2, self.addresses)
    }

    /// Asks about every account. Where `next` is a path, a letter to nobody is asked for as soon as each answer is there, and compared as
    /// well: by then the letter that was asked for is being sent, or nothing is.
    async fn pairs(
        &mut self,
        what: &str,
        ask: impl Fn(&mut Self, &Account) -> (Ask, Ask),
        next: Option<&'static str>,
    ) -> Result<(Pairs, Pairs)> {
        let (mut asked, mut after) = (Pairs::new(what), Pairs::new(what));
        for some in self.accounts.chunks(PAIRS_AT_ONE_ADDRESS) {
            let visitor = self.visitor()?;
            for account in some {
                let (known, unknown) = ask(self, account);
                let known_first = self.lot.next().is_multiple_of(2);
                let (one, other) = if known_first { (known, unknown) } else { (unknown, known) };
                let (one, other) = (self.time(&visitor, &one, next).await?, self.time(&visitor, &other, next).await?);
                let (known, unknown) = if known_first { (one, other) } else { (other, one) };
                asked.add(known.0, unknown.0);
                after.add(known.1, unknown.1);
            }
        }
        Ok((asked, after))
    }

    /// The milliseconds of a request that nothing disturbs, and of the one right after it, if there is to be one.
    async fn time(&mut self, visitor: &Visitor, ask: &Ask, next: Option<&'static str>) -> Result<(f64, f64)> {
        visitor.arrive().await?;
        tokio::time::sleep(SETTLE).await;
        let asked = ask.of(visitor).await?;
        let after = match next {
            Some(path) => Ask::letter(path, &self.no_address()).of(visitor).await?,
            None => f64::NAN,
        };
        Ok((asked, after))
    }
}
