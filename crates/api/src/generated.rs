//! The files that are made of the table of routes. They are committed, and these tests say when one is stale.

use crate::openapi::{openapi_json, routes_json, workers_json};
use crate::routes::{self, Listed};
use crate::worker;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Set it to have the files written instead of compared: `make generate` does.
const WRITE: &str = "SHARE_CLOUD_WRITE_GENERATED";

fn check(path: &Path, content: &str) {
    if std::env::var_os(WRITE).is_some() {
        fs::write(path, content).unwrap();
        return;
    }
    let found = fs::read_to_string(path).unwrap_or_default();
    assert!(found == content, "{} is stale: run `make generate`", path.display());
}

fn package(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn function_of(listed: &Listed) -> String {
    let (name, module) = (listed.route.name, listed.module);
    format!(
        "//! The function `{name}`.\n\nfn main() -> share_cloud_functions::Ended {{\n    share_cloud_functions::run(share_cloud_api::routes::{module}::router)\n}}\n"
    )
}

#[test]
fn generated_openapi_json_is_what_the_routes_say() {
    check(&package("openapi.json"), &openapi_json());
}

#[test]
fn generated_routes_json_is_what_the_routes_say() {
    check(&package("routes.json"), &routes_json());
}

#[test]
fn generated_workers_json_is_what_the_workers_say() {
    check(&package("workers.json"), &workers_json());
}

#[test]
fn generated_functions_are_one_for_each_route() {
    let folder = package("../../functions/src/bin");
    let mut expected = BTreeSet::new();
    for listed in routes::all() {
        let file = format!("{}.rs", listed.route.name);
        check(&folder.join(&file), &function_of(&listed));
        expected.insert(file);
    }
    let found = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    expected.extend(worker::all().map(|worker| format!("{}.rs", worker.name)));
    assert_eq!(found.collect::<BTreeSet<_>>(), expected, "a function for each route and each worker, and no other");
}

#[test]
fn names_and_places_of_routes_are_unique() {
    let mut names = BTreeSet::new();
    let mut places = BTreeSet::new();
    for listed in routes::all() {
        assert!(names.insert(listed.route.name), "two routes are called {}", listed.route.name);
        assert!(places.insert((listed.route.method, listed.route.path)), "two routes answer {}", listed.route.path);
    }
}
