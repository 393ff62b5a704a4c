//! One reading of the table and the bucket, page by page: of everything, or of what belongs to some accounts.

use super::super::{Db, Item};
use super::facts::Facts;
use super::id::Id;
use crate::failure::Failure;
use crate::objects::Objects;
use share_cloud_domain::problem::Code;
use std::collections::BTreeSet;

/// Where an audit reads.
pub(super) struct Reader<'a> {
    pub(super) db: &'a Db,
    pub(super) objects: &'a Objects,
    /// How many items a page of the table has; none for as many as an answer holds.
    pub(super) page_items: Option<i32>,
}

impl Reader<'_> {
    /// Reads everything once. The bucket comes first: an object that is there then has its reason before and after, while a
    /// version's object may come and go as quickly as the version.
    pub(super) async fn read(&self, scope: Option<BTreeSet<Id>>) -> Result<Facts, Failure> {
        let mut facts = Facts::of(scope);
        match facts.scope.clone() {
            None => self.list("", &mut facts).await?,
            Some(accounts) => {
                for account in accounts {
                    self.list(&format!("accounts/{}/", account.account()), &mut facts).await?;
                }
            }
        }
        self.scan(&mut facts).await?;
        facts.sort();
        Ok(facts)
    }

    /// Takes in the objects whose names begin with the prefix.
    async fn list(&self, prefix: &str, facts: &mut Facts) -> Result<(), Failure> {
        let mut after = prefix.to_owned();
        loop {
            let page = self.objects.list(Some(after.as_str()).filter(|after| !after.is_empty())).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after.clone_from(&last.key);
            page.iter().filter(|object| object.key.starts_with(prefix)).for_each(|object| facts.take_object(object));
            if !after.starts_with(prefix) {
                return Ok(());
            }
        }
    }

    /// Takes in the table: the only Scan of the product.
    async fn scan(&self, facts: &mut Facts) -> Result<(), Failure> {
        let mut start: Option<Item> = None;
        loop {
            let scan = self.db.client().scan().table_name(self.db.table()).consistent_read(true);
            let request = scan.set_limit(self.page_items).set_exclusive_start_key(start);
            let page = request.send().await.map_err(|error| Failure::of_sdk(Code::Unavailable, error))?;
            page.items.unwrap_or_default().into_iter().for_each(|item| facts.take(item));
            start = page.last_evaluated_key.filter(|key| !key.is_empty());
            if start.is_none() {
                return Ok(());
            }
        }
    }
}
