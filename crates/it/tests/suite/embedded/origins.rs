//! The address that tickets and links lead to.

use crate::harness::files::{part_tickets, text, wanted};
use crate::harness::{Call, Person, World};
use reqwest::Method;
use serde_json::json;

/// The ticket of a start and of a download, as the person is told them.
async fn tickets(person: &Person, name: &str) -> (String, String) {
    let started = person.start_one(&wanted("root", name, b"hello")).await;
    let ticket = part_tickets(&started["parts"]).remove(0);
    let direct = format!("{}{}", person.http.home(), ticket.url.splitn(4, '/').nth(3).map(|path| format!("/{path}")).unwrap());
    let put =
        ticket.headers.iter().fold(Call::new(Method::PUT, direct).body("hello"), |call, (name, value)| call.header(name, value.as_str()));
    assert_eq!(person.http.send(put).await.status, 200, "whatever the host is called, the signature holds");
    let entry = person.complete_one(text(&started, "upload_id")).await["entry"].clone();
    let url = text(&person.tickets(&[text(&entry, "id")]).await[0], "url").to_owned();
    (ticket.url, url)
}

#[tokio::test]
async fn tickets_lead_to_the_origin_that_the_request_came_to() {
    let world = World::with(|settings| settings.trusted_proxies = "127.0.0.1").await;
    let minji = world.person("minji").await;
    let port = world.base_url.rsplit(':').next().unwrap();
    let localhost = format!("localhost:{port}");
    let stranger = world.stranger();
    let cases = [
        (stranger.clone(), world.base_url.clone()),
        (stranger.with("host", &localhost), format!("http://{localhost}")),
        (
            stranger.with("host", "files.example.org").with("x-forwarded-proto", "https").at("203.0.113.1"),
            "https://files.example.org".to_owned(),
        ),
        (stranger.with("host", "[::1]:8080"), "http://[::1]:8080".to_owned()),
    ];
    for (n, (http, origin)) in cases.into_iter().enumerate() {
        let (put, get) = tickets(&minji.via(&http), &format!("{n}")).await;
        for url in [put, get] {
            assert!(url.starts_with(&format!("{origin}/")), "{url} for {origin}");
        }
    }
    world.finish().await;
}

#[tokio::test]
async fn a_base_url_is_where_links_lead_and_a_host_that_is_none_is_refused() {
    let world = World::with(|settings| {
        settings.base_url = Some("https://files.example.org");
        settings.trusted_proxies = "127.0.0.1";
    });
    let world = world.await;
    let minji = world.person("minji").await;
    let file = minji.upload_direct("a.txt").await;
    let share = minji.post("/api/shares", &json!({ "entry_ids": [file], "allow": "download" })).await.expect(201);
    assert_eq!(text(&share, "url"), format!("https://files.example.org/s/{}", text(&share, "token")));
    for host in ["a b", "a/b", "a@b", "a\"b", "<script>"] {
        let answer = world.stranger().send(Call::get("/").header("host", host)).await;
        assert_eq!(answer.status, 400, "{host}: {answer}");
    }
    world.finish().await;
}

impl Person {
    /// Uploads through the port itself, whatever origin the ticket names; answers the entry's id.
    async fn upload_direct(&self, name: &str) -> String {
        let home = self.http.home().to_owned();
        let http = self.http.with("host", home.strip_prefix("http://").unwrap());
        tickets(&self.via(&http), name).await;
        text(&self.list("root", "").await[0], "id").to_owned()
    }
}
