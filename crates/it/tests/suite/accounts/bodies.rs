//! Bodies that are no good, on a route that anyone may call.

use crate::harness::{Call, World};
use reqwest::Method;
use serde_json::{Value, json};
use share_cloud_domain::problem::Code;

fn good(world: &World) -> String {
    json!({ "username": world.name("minji"), "email": world.address("minji"), "password": "a long enough password" }).to_string()
}

fn call() -> Call {
    Call::post("/api/accounts")
}

#[tokio::test]
async fn a_body_that_is_no_json_is_malformed() {
    let world = World::fresh().await;
    let stranger = world.stranger();
    let good = good(&world);
    let cut = &good[..good.len() - 1];
    let twice = format!("{good}{good}");
    let deep = "[".repeat(10_000);
    for body in ["{", "minji", "'x'", "{\"username\":}", "\u{0}", cut, &twice, &deep] {
        stranger.send(call().header("content-type", "application/json").body(body)).await.refused(Code::MalformedJson);
    }
    stranger.send(call().header("content-type", "application/json").body(vec![b'"', 0xff, 0xfe, b'"'])).await.refused(Code::MalformedJson);
    world.finish().await;
}

#[tokio::test]
async fn a_value_of_another_type_is_invalid() {
    let world = World::fresh().await;
    let stranger = world.stranger();
    for value in [json!(7), json!(null), json!(["minji"]), json!({ "a": 1 }), json!(true)] {
        let body = json!({ "username": value, "email": "minji@example.com", "password": "a long enough password" });
        let fields = stranger.post("/api/accounts", &body).await.invalid();
        assert_eq!((fields.len(), fields[0].0.as_str()), (1, "username"), "{value}");
    }
    for body in [json!([]), json!("text"), json!(7), json!(null)] {
        stranger.post("/api/accounts", &body).await.refused(Code::InvalidInput);
    }
    let twice = r#"{"username":"minji","username":"minji","email":"m@example.com","password":"a long enough password"}"#;
    stranger.send(call().header("content-type", "application/json").body(twice)).await.refused(Code::InvalidInput);
    world.finish().await;
}

#[tokio::test]
async fn a_body_of_another_content_type_is_refused() {
    let world = World::fresh().await;
    let (stranger, good) = (world.stranger(), good(&world));
    stranger.send(call().body(good.as_str())).await.refused(Code::UnsupportedMediaType);
    for content_type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonx", ""] {
        stranger.send(call().header("content-type", content_type).body(good.as_str())).await.refused(Code::UnsupportedMediaType);
    }
    stranger.send(call().header("content-type", "Application/JSON; charset=utf-8").body(good)).await.expect(201);
    world.finish().await;
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let world = World::fresh().await;
    let (stranger, good) = (world.stranger(), good(&world));
    let padded = |spaces: usize| format!("{good}{}", " ".repeat(spaces));
    for spaces in [16 * 1_024, 200_000] {
        stranger.send(call().header("content-type", "application/json").body(padded(spaces))).await.refused(Code::TooLarge);
    }
    let just = 16 * 1_024 - good.len();
    stranger.send(call().header("content-type", "application/json").body(padded(just))).await.expect(201);
    world.finish().await;
}

#[tokio::test]
async fn an_absent_body_counts_as_an_empty_object() {
    let world = World::fresh().await;
    world.stranger().send(call()).await.invalid_at("username", "missing");
    let minji = world.newcomer("minji").await;
    minji.http.send(Call::post("/api/sessions/refresh").header("cookie", &minji.cookie)).await.expect(200);
    world.finish().await;
}

/// The schema that a name or a reference stands for.
fn schema<'a>(openapi: &'a Value, schema: &'a Value) -> &'a Value {
    schema["$ref"].as_str().map_or(schema, |name| openapi.pointer(&name[1..]).unwrap())
}

#[tokio::test]
async fn a_list_is_no_object_in_the_body_of_any_route_or_in_a_list_of_objects() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let openapi = world.stranger().get("/api/openapi.json").await.expect(200);
    let mut bodies = 0;
    for (path, operations) in openapi["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let Some(body) = operation.pointer("/requestBody/content/application~1json/schema") else { continue };
            // A body that is always `{}` has no fields that a list could stand for.
            let Some(properties) = schema(&openapi, body)["properties"].as_object() else { continue };
            bodies += 1;
            let path = path.replace("{token}", "t").replace("{id}", "root");
            let call = |body: &Value| Call::new(Method::from_bytes(method.to_uppercase().as_bytes()).unwrap(), &path).json(body);
            for other in
                [json!([]), json!([1, 2, 3, 4, 5, 6, 7]), json!(["a", "b", "c", "d"]), json!("text"), json!(7), json!(true), json!(null)]
            {
                let answer = minji.send(call(&other)).await;
                assert!(answer.status == 422, "{other}: {answer}");
                answer.refused(Code::InvalidInput);
            }
            for (name, property) in properties {
                if schema(&openapi, &property["items"])["properties"].is_object() {
                    let inner = minji.send(call(&json!({ name: [["root", "a", 5, "text/plain", null, "fail", null]] }))).await.invalid();
                    assert_eq!(inner[0].0, format!("{name}.0"), "{path}");
                }
            }
        }
    }
    assert!(bodies >= 15, "{bodies} routes take a body");
    world.finish().await;
}
