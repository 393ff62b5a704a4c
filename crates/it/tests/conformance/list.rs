//! Listing objects.

use super::target::Target;

async fn filled(names: &[&str]) -> Target {
    let target = Target::fresh().await;
    for name in names {
        target.put(&target.key(name), name.as_bytes()).await;
    }
    target
}

fn names(target: &Target, page: &aws_sdk_s3::operation::list_objects_v2::ListObjectsV2Output) -> Vec<String> {
    page.contents().iter().map(|object| object.key().unwrap().strip_prefix(&target.prefix).unwrap().to_owned()).collect()
}

#[tokio::test]
async fn objects_are_listed_in_the_order_of_their_bytes() {
    let target = filled(&["b", "a/2", "a/10", "B", "가", "a", "é", "a-"]).await;
    let page = target.client.list_objects_v2().bucket(&target.bucket).prefix(&target.prefix).send().await.unwrap();
    assert_eq!(names(&target, &page), ["B", "a", "a-", "a/10", "a/2", "b", "é", "가"]);
    assert_eq!(page.key_count(), Some(8));
    assert_eq!(page.is_truncated(), Some(false));
    assert_eq!(page.contents()[0].size(), Some(1));
    assert!(page.contents()[0].last_modified().is_some() && page.contents()[0].e_tag().is_some());
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repeat() {
    let target = filled(&["1", "2", "3", "4", "5", "6", "7"]).await;
    let (mut seen, mut token) = (Vec::new(), None);
    loop {
        let list = target.client.list_objects_v2().bucket(&target.bucket).prefix(&target.prefix).max_keys(3);
        let page = list.set_continuation_token(token).send().await.unwrap();
        assert!(page.contents().len() <= 3);
        seen.extend(names(&target, &page));
        token = page.next_continuation_token().map(str::to_owned);
        assert_eq!(page.is_truncated().unwrap(), token.is_some());
        if token.is_none() {
            break;
        }
    }
    assert_eq!(seen, ["1", "2", "3", "4", "5", "6", "7"]);
}

#[tokio::test]
async fn a_listing_starts_after_a_key_there_or_not() {
    let target = filled(&["1", "3", "5"]).await;
    for (after, expected) in [("1", vec!["3", "5"]), ("2", vec!["3", "5"]), ("0", vec!["1", "3", "5"]), ("9", vec![])] {
        let list = target.client.list_objects_v2().bucket(&target.bucket).prefix(&target.prefix).start_after(target.key(after));
        assert_eq!(names(&target, &list.send().await.unwrap()), expected);
    }
}

#[tokio::test]
async fn a_delimiter_folds_what_lies_below_it() {
    let target = filled(&["a", "b/1", "b/2", "b/c/3", "d", "e/4", "f"]).await;
    for limit in 1..=6 {
        let (mut objects, mut prefixes, mut token) = (Vec::new(), Vec::new(), None);
        loop {
            let list = target.client.list_objects_v2().bucket(&target.bucket).prefix(&target.prefix).delimiter("/").max_keys(limit);
            let page = list.set_continuation_token(token).send().await.unwrap();
            assert!((1..=limit).contains(&i32::try_from(page.contents().len() + page.common_prefixes().len()).unwrap()));
            objects.extend(names(&target, &page));
            assert!(objects.len() <= 3, "{objects:?}");
            prefixes.extend(page.common_prefixes().iter().map(|prefix| prefix.prefix().unwrap().to_owned()));
            token = page.next_continuation_token().map(str::to_owned);
            if token.is_none() {
                break;
            }
        }
        assert_eq!(objects, ["a", "d", "f"], "{limit} a page");
        assert_eq!(prefixes, [target.key("b/"), target.key("e/")], "{limit} a page");
    }
    let below = target.client.list_objects_v2().bucket(&target.bucket).prefix(target.key("b/")).delimiter("/").send().await.unwrap();
    assert_eq!(names(&target, &below), ["b/1", "b/2"]);
    assert_eq!(below.common_prefixes()[0].prefix(), Some(target.key("b/c/").as_str()));
}

#[tokio::test]
async fn nothing_under_a_prefix_is_an_empty_page() {
    let target = filled(&["a"]).await;
    let page = target.client.list_objects_v2().bucket(&target.bucket).prefix(target.key("nothing")).send().await.unwrap();
    assert!(page.contents().is_empty());
    assert_eq!(page.is_truncated(), Some(false));
}
