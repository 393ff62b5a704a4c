//! That accounts are whole: name, address, password, room and containers are all there and name each other.

use super::super::keys::{self, Kind};
use super::breach::{Breach, Fault, ItemName, Subject};
use super::facts::{Account, Facts, Membership};
use super::findings::Findings;
use super::id::Id;
use super::intake::alone;
use share_cloud_domain::name::EntryKind;
use share_cloud_domain::tree::Container;
use std::collections::BTreeSet;

pub(super) fn check(facts: &Facts, findings: &mut Findings) {
    // One that is taken down keeps all of these to its last step.
    for account in &facts.accounts {
        for what in lacking(facts, account) {
            findings.suspect(Breach::new(Subject::Account(account.id.account()), Fault::Lacks(what)));
        }
    }
    for (name, id) in &facts.usernames {
        if facts.account(*id).is_none_or(|account| account.username != *name) {
            findings.suspect(Breach::new(Subject::Username(name.clone()), Fault::Unconfirmed { account_id: id.account() }));
        }
    }
    for (address, id) in &facts.emails {
        if facts.account(*id).is_none_or(|account| account.email.as_ref() != Some(address)) {
            findings.suspect(Breach::new(Subject::Email(address.clone()), Fault::Unconfirmed { account_id: id.account() }));
        }
    }
    check_containers(facts, findings);
    check_missing(facts, findings);
}

/// What an account should have and has not.
fn lacking(facts: &Facts, account: &Account) -> Vec<&'static str> {
    let has_room = facts.rooms.binary_search_by_key(&account.id, |room| room.account).is_ok();
    let has_container = |id: Id, container: Container| {
        facts.folder(id).is_some_and(|folder| folder.container == Some(container) && folder.account == account.id)
    };
    let parts = [
        (facts.usernames.get(&account.username) == Some(&account.id), "username item"),
        (facts.credentials.contains(&account.id), "credential"),
        (has_room, "storage item"),
        (has_container(account.root, Container::Root), "root"),
        (has_container(account.trash, Container::Trash), "trash"),
        (has_container(account.purging, Container::Purging), "purging container"),
        (account.email.as_ref().is_none_or(|email| facts.emails.get(email) == Some(&account.id)), "address item"),
    ];
    parts.into_iter().filter(|(is_there, _)| !is_there).map(|(_, what)| what).collect()
}

/// That no account has a container beside its three.
fn check_containers(facts: &Facts, findings: &mut Findings) {
    for folder in &facts.folders {
        let (Some(container), Some(account)) = (folder.container, facts.account(folder.account)) else { continue };
        let named = match container {
            Container::Root => account.root,
            Container::Trash => account.trash,
            Container::Purging => account.purging,
        };
        if named != folder.id {
            let (entry_id, account_id) = (folder.id.entry(), folder.account.account());
            let subject = Subject::Entry { kind: EntryKind::Folder, entry_id, account_id: account_id.clone() };
            findings.suspect(Breach::new(subject, Fault::Unconfirmed { account_id }));
        }
    }
}

/// Accounts that are named and not there, each once.
fn check_missing(facts: &Facts, findings: &mut Findings) {
    let mut found = BTreeSet::new();
    let mut name = |account: Id, named_by: &dyn Fn() -> ItemName| {
        if facts.account(account).is_none() && found.insert(account) {
            let fault = Fault::Missing { named_by: named_by() };
            findings.suspect(Breach::new(Subject::Account(account.account()), fault));
        }
    };
    for room in &facts.rooms {
        name(room.account, &|| alone(Kind::Storage, &room.account.account()));
    }
    for id in &facts.credentials {
        name(*id, &|| alone(Kind::Credential, &id.account()));
    }
    for folder in &facts.folders {
        name(folder.account, &|| alone(Kind::Entry, &folder.id.entry()));
    }
    for file in &facts.files {
        name(file.account, &|| alone(Kind::Entry, &file.id.entry()));
    }
    for upload in &facts.uploads {
        name(upload.account, &|| upload.key.clone());
    }
    for member in &facts.members {
        let Membership { entry, holder, is_address } = member.membership;
        let key = || keys::member(&entry.entry(), &member.membership.holder());
        name(member.owner, &|| ItemName(key()));
        if !is_address {
            name(holder, &|| ItemName(key()));
        }
    }
    for share in facts.shares.iter().filter(|share| !share.is_revoked) {
        name(share.account, &|| alone(Kind::Share, &share.id.share()));
    }
}
