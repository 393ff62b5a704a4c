//! How many members there may be, and how often one is put.

use crate::harness::World;
use share_cloud_aws::db::limits::Limit;
use share_cloud_domain::member::MAX_MEMBERS;
use share_cloud_domain::problem::Code;

#[tokio::test]
async fn a_file_or_folder_has_at_most_so_many_members_under_any_number_of_puts_at_once() {
    let world = World::fresh().await;
    let owner = world.person("owner").await;
    let folder = owner.folder("root", "given").await;
    let most = usize::try_from(MAX_MEMBERS).unwrap();
    for n in 0..most - 3 {
        owner.give(&folder, &format!("waits{n}@example.com"), "viewer").await;
    }
    let logins: Vec<String> = (0..10).map(|n| format!("late{n}@example.com")).collect();
    let answers = futures::future::join_all(logins.iter().map(|login| owner.put_member(&folder, login, "viewer"))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 3);
    answers.iter().filter(|answer| answer.status != 200).for_each(|answer| drop(answer.refused(Code::TooManyMembers)));
    assert_eq!(owner.members(&folder).await.len(), most);
    // Another role is no other member.
    owner.give(&folder, "waits0@example.com", "editor").await;
    world.finish().await;
}

#[tokio::test]
async fn an_account_puts_members_only_so_often() {
    let adjust = |settings: &mut crate::harness::Settings| {
        settings.limits.member_account = Limit { what: "member", max: 2, window_s: 3_600 };
    };
    let world = World::with(adjust).await;
    let owner = world.person("owner").await;
    let folder = owner.folder("root", "given").await;
    owner.give(&folder, "a@example.com", "viewer").await;
    owner.put_member(&folder, "nobody-has-this", "viewer").await.refused(Code::InvalidInput);
    let refused = owner.put_member(&folder, "b@example.com", "viewer").await;
    refused.refused(Code::TooManyRequests);
    assert!(refused.header("retry-after").is_some());
    world.finish().await;
}
