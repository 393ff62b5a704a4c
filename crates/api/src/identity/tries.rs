//! Tries of a password: counted before it is looked at, and taken back when it was right.

use crate::app::App;
use share_cloud_aws::db::limits::Limit;
use share_cloud_aws::failure::Failure;

/// Tries that were counted, each against a limit and whom it is counted for.
#[derive(Debug)]
pub struct Tries(Vec<(Limit, String)>);

impl Tries {
    /// Counts one try against every limit. One that a limit refuses is counted against none.
    ///
    /// # Errors
    /// `too_many_requests`, with the seconds to wait, from the first limit that is reached.
    pub async fn count(app: &App, limits: Vec<(Limit, String)>) -> Result<Self, Failure> {
        for (index, (limit, subject)) in limits.iter().enumerate() {
            if let Err(refused) = app.db().count(*limit, subject, app.now()).await {
                let counted = limits.into_iter().take(index).collect();
                Self(counted).take_back(app).await?;
                return Err(refused);
            }
        }
        Ok(Self(limits))
    }

    /// Takes the try back: the password was right, or was never looked at.
    ///
    /// # Errors
    /// `unavailable` when the store is away.
    pub async fn take_back(self, app: &App) -> Result<(), Failure> {
        for (limit, subject) in self.0 {
            app.db().uncount(limit, &subject, app.now()).await?;
        }
        Ok(())
    }
}

/// Counts that a password is hashed for a household or an account. It is never taken back: whoever knows a password could keep all cores busy
/// with it, and everybody else from signing in.
///
/// # Errors
/// `too_many_requests`, with the seconds to wait.
pub async fn count_work(app: &App, who: &str) -> Result<(), Failure> {
    app.db().count(app.config().limits.password_work, &app.limit_subject(&[who]), app.now()).await
}
