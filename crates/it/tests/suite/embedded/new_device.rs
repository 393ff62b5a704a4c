//! Sign-ins on devices that were not known.

use crate::harness::{Person, Stranger, World};

const CHROME: &str = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36";
const SUBJECT: &str = "Your account was signed in on a new device";

/// A home behind a proxy, so that people come from where a test says.
async fn world() -> World {
    World::with(|settings| settings.trusted_proxies = "127.0.0.1").await
}

fn at(world: &World, browser: &str, address: &str) -> Stranger {
    world.stranger().with("user-agent", browser).at(address)
}

async fn sign_in(http: &Stranger, person: &Person) {
    http.sign_in(&person.username, &person.password).await.expect(200);
}

/// How many letters told the person of a new device by now.
async fn told(world: &World, person: &Person) -> usize {
    world.work().await;
    world.letters(&person.email).await.iter().filter(|letter| letter.subject == SUBJECT).count()
}

#[tokio::test]
async fn a_device_that_was_not_known_is_told_of_once_and_the_one_that_signed_up_never() {
    let world = world().await;
    let minji = world.person("minji").await;
    minji.http.sign_in("minji", &minji.password).await.expect(200);
    assert_eq!(told(&world, &minji).await, 0);
    sign_in(&at(&world, CHROME, "203.0.113.7"), &minji).await;
    assert_eq!(told(&world, &minji).await, 1);
    let letter = world.letters(&minji.email).await.into_iter().find(|letter| letter.subject == SUBJECT).unwrap();
    assert!(letter.text.contains("Chrome, Linux, at the address 203.0.113.7"), "{letter:?}");
    // An update of the browser, and another address of the same network.
    sign_in(&at(&world, &CHROME.replace("141", "142"), "203.0.9.9"), &minji).await;
    assert_eq!(told(&world, &minji).await, 1);
    sign_in(&at(&world, CHROME, "198.51.100.1"), &minji).await;
    assert_eq!(told(&world, &minji).await, 2);
    world.advance_ms(181 * 24 * 3_600_000);
    sign_in(&at(&world, CHROME, "203.0.113.7"), &minji).await;
    assert_eq!(told(&world, &minji).await, 3, "known for 180 days");
    world.finish().await;
}

#[tokio::test]
async fn a_letter_of_a_new_device_holds_nothing_that_its_browser_wrote() {
    let world = world().await;
    let minji = world.person("minji").await;
    sign_in(&at(&world, "Call 555-0100 at once! <b>Chrome/1", "203.0.113.7"), &minji).await;
    assert_eq!(told(&world, &minji).await, 1);
    let letter = world.letters(&minji.email).await.into_iter().find(|letter| letter.subject == SUBJECT).unwrap();
    assert!(!letter.text.contains("555") && !letter.html.contains("555"), "{letter:?}");
    world.finish().await;
}

#[tokio::test]
async fn a_wrong_password_or_an_address_that_is_not_confirmed_brings_about_no_letter() {
    let world = world().await;
    let minji = world.person("minji").await;
    at(&world, CHROME, "203.0.113.7").sign_in("minji", "not the password").await;
    assert_eq!(told(&world, &minji).await, 0);
    let jiho = world.newcomer("jiho").await;
    sign_in(&at(&world, CHROME, "203.0.113.7"), &jiho).await;
    assert_eq!(told(&world, &jiho).await, 0);
    world.finish().await;
}

#[tokio::test]
async fn five_letters_an_hour_tell_of_new_devices_and_sign_ins_go_on() {
    let world = world().await;
    let minji = world.person("minji").await;
    for network in 0..7 {
        sign_in(&at(&world, CHROME, &format!("203.{network}.0.1")), &minji).await;
    }
    assert_eq!(told(&world, &minji).await, 5);
    world.finish().await;
}
