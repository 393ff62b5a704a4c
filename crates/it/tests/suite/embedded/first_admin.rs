//! Who is the admin of a home on this machine.

use crate::harness::World;
use serde_json::json;

#[tokio::test]
async fn the_first_account_of_a_home_on_this_machine_is_its_admin_and_no_other() {
    let world = World::fresh().await;
    assert_eq!(world.person("first").await.account().await["role"], "admin");
    assert_eq!(world.person("second").await.account().await["role"], "user");
    world.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_who_sign_up_first_at_once_one_is_the_admin() {
    let world = World::fresh().await;
    let stranger = world.stranger();
    let bodies: Vec<serde_json::Value> = (0..6)
        .map(|n| json!({ "username": format!("person{n}"), "email": format!("p{n}@example.com"), "password": "a long enough password" }))
        .collect();
    let accounts = futures::future::join_all(bodies.iter().map(|body| stranger.post("/api/accounts", body))).await;
    assert_eq!(accounts.iter().filter(|answer| answer.expect(201)["role"] == "admin").count(), 1);
    world.finish().await;
}
