//! Counters of rate limits: a fixed window each, counted before the costly part, exact under any number of parallel tries.

use super::expression::Write;
use super::keys::{Key, Kind};
use super::record::TTL;
use super::{Db, keys};
use crate::failure::Failure;
use jiff::{SignedDuration, Timestamp};
use share_cloud_domain::problem::{Code, Problem};

/// How many of something one subject may do in a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// What is counted, as `sign-up`.
    pub what: &'static str,
    /// How many a window takes.
    pub max: u32,
    /// How long a window is, in seconds.
    pub window_s: i64,
}

impl Limit {
    fn window(self, now: Timestamp) -> i64 {
        now.as_second().div_euclid(self.window_s)
    }

    fn key(self, subject: &str, now: Timestamp) -> Key {
        Key::new(Kind::Limit, format!("{}#{subject}", self.what), self.window(now).to_string())
    }

    /// Seconds until the window of `now` ends, at least 1.
    fn rest_s(self, now: Timestamp) -> u64 {
        let end = (self.window(now) + 1) * self.window_s;
        u64::try_from(end - now.as_second()).unwrap_or(1).max(1)
    }
}

impl Db {
    /// Counts one; every parallel caller is counted, and not more than `max` pass.
    ///
    /// # Errors
    /// `too_many_requests` with the seconds to wait when the window is full.
    pub async fn count(&self, limit: Limit, subject: &str, now: Timestamp) -> Result<(), Failure> {
        let drop_after = now + SignedDuration::from_secs(limit.window_s * 2);
        let update = Write::update(limit.key(subject, now))
            .add("count", 1)
            .set(TTL, drop_after.as_second())
            .lacks_or_at_most("count", limit.max.saturating_sub(1));
        self.write(update).await?.map_err(|_| Problem::from(Code::TooManyRequests).retry_after(limit.rest_s(now)).into())
    }

    /// Takes one count back: what was counted turned out not to be a failure.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn uncount(&self, limit: Limit, subject: &str, now: Timestamp) -> Result<(), Failure> {
        self.write(Write::update(limit.key(subject, now)).add("count", -1).has(keys::PK)).await.map(drop)
    }

    /// Counts the first of a wait of `wait_s` from now on, not from a fixed window.
    ///
    /// # Errors
    /// `too_many_requests` with the seconds to wait when the last one was counted less than `wait_s` ago.
    pub async fn count_after_wait(&self, what: &'static str, subject: &str, wait_s: i64, now: Timestamp) -> Result<(), Failure> {
        let wait = SignedDuration::from_secs(wait_s);
        let key = Key::new(Kind::Limit, format!("{what}#{subject}"), "wait");
        let update =
            Write::update(key.clone()).set("last_at", now).set(TTL, (now + wait).as_second() + 1).lacks_or_at_most("last_at", now - wait);
        let Err(refused) = self.write(update).await? else { return Ok(()) };
        let last_ms = refused.only_old().and_then(|old| old.get("last_at")?.as_n().ok()?.parse::<i64>().ok());
        let since_s = last_ms.map_or(0, |last_ms| (now.as_millisecond() - last_ms).div_euclid(1000));
        let rest_s = u64::try_from(wait_s - since_s).unwrap_or(1).max(1);
        Err(Problem::from(Code::TooManyRequests).retry_after(rest_s).into())
    }
}
