//! What every answer has, and what answers where no route is.

use crate::harness::{Call, World};
use reqwest::Method;
use share_cloud_domain::problem::Code;

#[tokio::test]
async fn an_unknown_path_below_api_is_a_problem_and_never_the_web_app() {
    let world = World::fresh().await;
    let stranger = world.stranger();
    for path in ["/api", "/api/", "/api/nothing", "/api/accounts/", "/api/accounts/verify-email/x", "/api//health", "/api/%00"] {
        stranger.get(path).await.refused(Code::NotFound);
        stranger.send(Call::new(Method::POST, path)).await.refused(Code::NotFound);
    }
    world.finish().await;
}

#[tokio::test]
async fn a_method_that_a_route_does_not_answer_is_a_problem() {
    let world = World::fresh().await;
    let stranger = world.stranger();
    let wrong =
        [("/api/health", Method::POST), ("/api/accounts", Method::GET), ("/api/accounts", Method::PUT), ("/api/account", Method::PUT)];
    for (path, method) in wrong {
        stranger.send(Call::new(method, path)).await.refused(Code::MethodNotAllowed);
    }
    world.finish().await;
}

#[tokio::test]
async fn every_answer_has_an_id_of_its_own_and_is_neither_sniffed_nor_stored() {
    let world = World::fresh().await;
    let stranger = world.stranger();
    let mut ids = std::collections::BTreeSet::new();
    for path in ["/api/health", "/api/health", "/api/account", "/api/nothing", "/api/openapi.json"] {
        let answer = stranger.get(path).await;
        assert!(ids.insert(answer.header("x-request-id").unwrap().to_owned()), "{answer}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{answer}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{answer}");
    }
    let chosen = stranger.send(Call::get("/api/health").header("x-request-id", "mine")).await;
    assert_ne!(chosen.header("x-request-id"), Some("mine"), "a stranger does not write our log");
    world.finish().await;
}

#[tokio::test]
async fn the_home_says_that_it_answers_and_what_it_answers() {
    let world = World::fresh().await;
    let health = world.stranger().get("/api/health").await;
    assert_eq!(health.expect(200)["status"], "ok");
    assert_eq!(health.header("content-type"), Some("application/json"));
    let openapi = world.stranger().get("/api/openapi.json").await;
    openapi.expect(200);
    assert_eq!(openapi.header("content-type"), Some("application/json"));
    world.finish().await;
}

#[tokio::test]
async fn without_a_token_an_account_route_says_how_to_bring_one() {
    let world = World::fresh().await;
    let answer = world.stranger().get("/api/account").await;
    answer.refused(Code::Unauthorized);
    assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
    world.finish().await;
}

#[tokio::test]
async fn no_other_site_may_read_an_answer() {
    let world = World::fresh().await;
    let stranger = world.stranger().with("origin", "https://evil.example");
    let preflight = Call::new(Method::OPTIONS, "/api/sessions").header("access-control-request-method", "POST");
    stranger.send(preflight).await.refused(Code::MethodNotAllowed);
    for path in ["/api/health", "/api/account", "/api/s/x", "/", "/outbox/messages"] {
        let answer = stranger.get(path).await;
        assert!(answer.headers.keys().all(|name| !name.as_str().starts_with("access-control-")), "{path}: {:?}", answer.headers);
    }
    world.finish().await;
}

#[tokio::test]
async fn openapi_says_that_only_invalid_input_names_fields() {
    let world = World::fresh().await;
    let openapi = world.stranger().get("/api/openapi.json").await.expect(200);
    for name in ["Problem", "ItemProblem"] {
        let schema = &openapi["components"]["schemas"][name];
        assert!(schema["properties"]["fields"].is_object(), "{name}");
        assert!(!schema["required"].as_array().unwrap().contains(&serde_json::json!("fields")), "{name}: {}", schema["required"]);
    }
    world.finish().await;
}
