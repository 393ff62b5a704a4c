//! What a person changes of their account by themselves: how they are called, their language, and what they are told of.

use super::accounts::AccountRecord;
use super::expression::{Value, Write};
use super::record::{Record as _, from_old, to_item};
use super::{Db, transaction};
use crate::failure::Failure;
use jiff::Timestamp;
use share_cloud_domain::account::{DisplayName, Locale};
use share_cloud_domain::notice::{NoticeKind, NoticeSettings};
use share_cloud_domain::problem::Code;

/// How often it begins again because another request switched something meanwhile.
const MAX_RESTARTS: u32 = 10;

/// One switch of a kind of notice; what is none stays.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Switch {
    /// In the app.
    pub app: Option<bool>,
    /// By letter.
    pub mail: Option<bool>,
}

/// What changes; what is none stays, `Some(None)` goes.
#[derive(Debug, Clone, Default)]
pub struct ProfileChange {
    /// What others see.
    pub display_name: Option<Option<DisplayName>>,
    /// The language.
    pub locale: Option<Locale>,
    /// Kinds of notices.
    pub notices: Vec<(NoticeKind, Switch)>,
    /// Up to which moment notices were read; it only moves on.
    pub notices_read_at: Option<Timestamp>,
}

impl ProfileChange {
    fn switched(&self, mut settings: NoticeSettings) -> NoticeSettings {
        for (kind, switch) in &self.notices {
            let channels = settings.of_mut(*kind);
            channels.app = switch.app.unwrap_or(channels.app);
            channels.mail = switch.mail.unwrap_or(channels.mail);
        }
        settings
    }

    /// The account as it will be, and the write that makes it so; none where nothing but the mark of what was read changes.
    fn apply(&self, account: &mut AccountRecord) -> Result<Option<Write>, Failure> {
        let mut update = Write::update(account.key()).exists();
        if let Some(display_name) = &self.display_name {
            account.display_name.clone_from(display_name);
            update = update.set_or_remove("display_name", display_name.as_ref().map(DisplayName::as_str));
        }
        if let Some(locale) = self.locale {
            account.locale = locale;
            update = update.set("locale", locale.as_str());
        }
        let settings = self.switched(account.notices);
        let is_switched = settings != account.notices;
        if is_switched {
            let before = stored_settings(account)?;
            account.notices = settings;
            update = update.equals_or_lacks("notices", before).set_or_remove("notices", stored_settings(account)?);
        }
        let is_changed = self.display_name.is_some() || self.locale.is_some() || is_switched;
        Ok(is_changed.then_some(update))
    }
}

/// The switches as the account's item holds them.
fn stored_settings(account: &AccountRecord) -> Result<Option<Value>, Failure> {
    Ok(to_item(account)?.remove("notices").map(Value))
}

impl Db {
    /// Stores what a person changed of their account; the account as it is then.
    ///
    /// # Errors
    /// `not_found` when the account is gone; `unavailable` when other requests kept switching the same.
    pub async fn update_profile(&self, mut account: AccountRecord, change: &ProfileChange) -> Result<AccountRecord, Failure> {
        for restart in 0..MAX_RESTARTS {
            transaction::pause_before(restart).await;
            let Some(update) = change.apply(&mut account)? else { break };
            let Err(refused) = self.write(update).await? else { break };
            account = from_old(refused.only_old())?.ok_or(Code::NotFound)?;
            if restart + 1 == MAX_RESTARTS {
                return Err(Failure::store(Code::Unavailable, "others kept changing the same account"));
            }
        }
        if let Some(read_at) = change.notices_read_at {
            let update = Write::update(account.key()).exists().set("notices_read_at", read_at);
            match self.write(update.lacks_or_at_most("notices_read_at", read_at)).await? {
                Ok(()) => account.notices_read_at = Some(read_at),
                // Another tab has read more.
                Err(refused) => account = from_old(refused.only_old())?.ok_or(Code::NotFound)?,
            }
        }
        Ok(account)
    }
}
