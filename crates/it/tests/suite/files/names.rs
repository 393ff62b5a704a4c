//! Names: what is refused, and what is the same name.

use crate::harness::World;
use crate::harness::files::{problem_code, sized, text};
use serde_json::json;
use share_cloud_domain::problem::Code;
use unicode_normalization::UnicodeNormalization as _;

#[tokio::test]
async fn names_that_harm_are_refused_for_folders_files_and_renames() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let entry = minji.folder("root", "good").await;
    let long = "한".repeat(256);
    let cases = [
        ("", "required"),
        ("  ", "required"),
        (".", "reserved"),
        ("..", "reserved"),
        ("a/b", "invalid_characters"),
        ("a\\b", "invalid_characters"),
        ("a\u{0}b", "invalid_characters"),
        ("a\r\nb", "invalid_characters"),
        ("a\u{202E}gpj.exe", "invalid_characters"),
        ("a\u{2066}b", "invalid_characters"),
        ("\u{85}", "invalid_characters"),
        (&long, "too_long"),
    ];
    for (name, code) in cases {
        let made = minji.post("/api/folders", &json!({ "parent_id": "root", "name": name })).await.invalid();
        assert!(made[0].0 == "name" && (made[0].1 == code || name.trim().is_empty()), "{name:?}: {made:?}");
        let renamed = minji.patch(&format!("/api/entries/{entry}"), &json!({ "name": name })).await.invalid();
        assert_eq!(renamed[0].0, "name", "{name:?}: {renamed:?}");
        let started = minji.start(&[sized(name, 5), sized("fine", 5)]).await;
        assert_eq!(problem_code(&started[0]), "invalid_input", "{name:?}: its own problem");
        assert_eq!(started[0]["problem"]["status"], 422);
        let id = text(&started[1], "upload_id");
        minji.delete(&format!("/api/uploads/{id}")).await.expect(204);
    }
    assert_eq!((minji.names("root").await, minji.room().await.reserved), (vec!["good".to_owned()], 0));
    world.finish().await;
}

#[tokio::test]
async fn hangul_composed_and_decomposed_is_one_name() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let composed = "한글 문서.txt";
    let decomposed: String = composed.nfd().collect();
    assert_ne!(composed, decomposed);
    let entry = minji.upload("root", &decomposed, b"one").await;
    assert_eq!(entry["name"], composed, "kept composed");
    let again = minji.send_only(&crate::harness::files::wanted("root", composed, b"two"), b"two").await;
    assert_eq!(problem_code(&minji.complete_one(&again).await), "name_taken");
    minji.post("/api/folders", &json!({ "parent_id": "root", "name": decomposed })).await.refused(Code::NameTaken);
    minji.delete(&format!("/api/uploads/{again}")).await.expect(204);
    world.finish().await;
}

#[tokio::test]
async fn capitals_do_not_make_another_name() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    for (name, same) in [("Report", "REPORT"), ("straße", "STRASSE"), ("Ångström", "a\u{30A}ngstro\u{308}m"), ("Σίσυφος", "ΣΊΣΥΦΟΣ")]
    {
        minji.folder("root", name).await;
        minji.post("/api/folders", &json!({ "parent_id": "root", "name": same })).await.refused(Code::NameTaken);
    }
    let other = minji.folder("root", "other").await;
    minji.folder(&other, "REPORT").await;
    for name in ["résumé", "resume", "ｆｉｌｅ", "file", " report", "report "] {
        minji.folder("root", name).await;
    }
    world.finish().await;
}

#[tokio::test]
async fn a_name_that_any_script_writes_survives_as_it_was_given() {
    let world = World::fresh().await;
    let minji = world.person("minji").await;
    let long = "한".repeat(255);
    let names = [
        "a \"quoted\" name.txt",
        "it's 100% & <b>bold; {x} $y `z`.txt",
        "👩\u{200D}👩\u{200D}👧.jpg",
        "العربية.txt",
        "日本語 ファイル",
        "CON",
        ".hidden",
        "...",
        "name?query#fragment&a=b+c",
        "trailing.",
        &long,
    ];
    for name in names {
        let entry = minji.upload("root", name, name.as_bytes()).await;
        assert_eq!(entry["name"], name);
        assert_eq!(minji.entry(text(&entry, "id")).await["name"], name);
    }
    let listed = minji.names("root").await;
    assert!(names.iter().all(|name| listed.iter().any(|listed| listed == name)), "{listed:?}");
    world.finish().await;
}
