//! That every version has its object, and every object a reason to be there.

use super::breach::{Breach, Fault, Subject};
use super::facts::{Facts, Object};
use super::findings::Findings;
use super::id::Id;
use crate::objects::ObjectKey;

/// A version, current or earlier.
#[derive(Clone, Copy)]
struct Content {
    account: Id,
    version: Id,
    entry: Id,
    size_bytes: u64,
}

/// The versions in the order of their objects' names, as places in one list after the other: a million of them are not copied.
fn in_order(facts: &Facts) -> Vec<usize> {
    let mut order: Vec<usize> = (0..facts.files.len() + facts.versions.len()).collect();
    order.sort_unstable_by_key(|at| {
        let content = content(facts, *at);
        (content.account, content.version, content.entry)
    });
    order
}

fn content(facts: &Facts, at: usize) -> Content {
    if let Some(file) = facts.files.get(at) {
        return Content { account: file.account, version: file.version, entry: file.id, size_bytes: file.size_bytes };
    }
    let version = &facts.versions[at - facts.files.len()];
    Content { account: version.account, version: version.id, entry: version.entry, size_bytes: version.size_bytes }
}

pub(super) fn check(facts: &Facts, findings: &mut Findings) {
    for version in &facts.versions {
        if facts.file(version.entry).is_none_or(|file| file.account != version.account) {
            let (version_id, entry_id, account_id) = (version.id.version(), version.entry.entry(), version.account.account());
            findings.suspect(Breach::new(Subject::Version { version_id, entry_id, account_id }, Fault::NoFile));
        }
    }
    let mut objects = facts.objects.iter().peekable();
    let mut before: Option<Content> = None;
    for at in in_order(facts) {
        let content = content(facts, at);
        let key = (content.account, Some(content.version));
        while let Some(object) = objects.next_if(|object| (object.account, object.random) < key) {
            check_reason(facts, object, before, findings);
        }
        let stored = objects.peek().filter(|object| (object.account, object.random) == key).map(|object| object.size_bytes);
        check_content(content, before, stored, findings);
        before = Some(content);
    }
    objects.for_each(|object| check_reason(facts, object, before, findings));
}

fn check_content(content: Content, before: Option<Content>, stored: Option<u64>, findings: &mut Findings) {
    let twin = before.filter(|before| (before.account, before.version) == (content.account, content.version));
    let fault = match (twin, stored) {
        (Some(twin), _) => Fault::Twice { other_id: twin.entry.entry() },
        (None, None) => Fault::NoObject,
        (None, Some(stored)) if stored != content.size_bytes => Fault::ObjectSize { held: content.size_bytes, stored },
        (None, Some(_)) => return,
    };
    let (version_id, entry_id, account_id) = (content.version.version(), content.entry.entry(), content.account.account());
    findings.suspect(Breach::new(Subject::Version { version_id, entry_id, account_id }, fault));
}

/// Whether anything but a version wants the object. `before` is the last version up to it.
fn check_reason(facts: &Facts, object: &Object, before: Option<Content>, findings: &mut Findings) {
    let is_versions = before.is_some_and(|before| (before.account, Some(before.version)) == (object.account, object.random));
    let is_wanted = match object.random {
        None => facts.account(object.account).is_some(),
        Some(random) if facts.segments.contains(&(object.account, random)) => true,
        Some(random) => facts.uploads.binary_search_by_key(&(object.account, random), |upload| (upload.account, upload.random)).is_ok(),
    };
    if !is_versions && !is_wanted && !facts.garbage.contains(&(object.account, object.random)) {
        let account = object.account.account();
        let key = object.random.map_or_else(|| ObjectKey::marker(&account), |random| ObjectKey::content(&account, &random.version()));
        findings.suspect(Breach::new(Subject::Object(key.as_str().to_owned()), Fault::Unclaimed));
    }
}
