//! Whom the account gave what it has.

use crate::app::App;
use crate::views::export::ExportMember;
use crate::views::member::MemberView;
use futures::future::try_join_all;
use share_cloud_aws::db::accounts::AccountRecord;
use share_cloud_aws::db::entries::EntryRecord;
use share_cloud_aws::db::members::MemberRecord;
use share_cloud_aws::failure::Failure;
use share_cloud_domain::ids::{AccountId, EntryId};
use std::collections::{BTreeSet, HashMap};

/// After how many members a step of the walk ends, so that a page keeps its size: 100 entries may have 10,000.
const MEMBERS_OF_A_STEP: u32 = 500;

/// The members of each of the entries that has some. Where they are very many, the last entries are left for the next step.
pub(super) async fn of(app: &App, entries: &mut Vec<EntryRecord>) -> Result<HashMap<EntryId, Vec<ExportMember>>, Failure> {
    let ids: Vec<EntryId> = entries.iter().map(|entry| entry.entry_id.clone()).collect();
    // What the walk reads, the items by name, do not count members.
    let counted = app.db().entries(&ids).await?.into_iter().filter(|entry| entry.member_count > 0);
    let counts: HashMap<EntryId, u32> = counted.map(|entry| (entry.entry_id, entry.member_count)).collect();
    entries.truncate(that_fit(entries.iter().map(|entry| counts.get(&entry.entry_id).copied().unwrap_or(0))));
    let given = entries.iter().filter(|entry| counts.contains_key(&entry.entry_id));
    let read = given.map(|entry| async { Ok::<_, Failure>((entry.entry_id.clone(), app.db().members_of(&entry.entry_id).await?)) });
    let found = try_join_all(read).await?;
    let members = found.iter().flat_map(|(_, members)| members);
    let named: BTreeSet<AccountId> = members.filter_map(|member| member.account_by_username().cloned()).collect();
    let accounts = app.db().accounts_of(&named).await?;
    Ok(found.into_iter().map(|(id, members)| (id, told(&members, &accounts))).collect())
}

/// How many entries with so many members each a step takes: as many as it has room for, and one at least.
fn that_fit(counts: impl Iterator<Item = u32>) -> usize {
    let mut sum = 0;
    let has_room = |count: &u32| {
        let before = sum;
        sum += count;
        before < MEMBERS_OF_A_STEP
    };
    counts.take_while(has_room).count()
}

/// By when they were given, as list-members has them: what stands beside each other must not tell which address is whose.
fn told(members: &[MemberRecord], accounts: &HashMap<AccountId, AccountRecord>) -> Vec<ExportMember> {
    let mut given: Vec<_> = members.iter().flat_map(|member| member.given.iter().map(move |given| (member, given))).collect();
    given.sort_by_key(|(member, given)| (given.at, member.id_of(given)));
    let told = given.into_iter().map(|(member, given)| {
        let account = member.account_by_username().and_then(|id| accounts.get(id));
        ExportMember { member: MemberView::new(member, given, account, None), given_at: given.at }
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_ends_after_many_members_and_takes_one_entry_at_least() {
        let fit = |counts: &[u32]| that_fit(counts.iter().copied());
        assert_eq!(fit(&[0; 100]), 100);
        assert_eq!(fit(&[]), 0);
        assert_eq!(fit(&[100, 0, 100, 100, 100, 100, 0, 100]), 6);
        assert_eq!(fit(&[MEMBERS_OF_A_STEP + 1, 0]), 1);
    }
}
