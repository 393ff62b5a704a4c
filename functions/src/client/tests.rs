use super::viewer;
use axum::extract::Request;
use std::net::IpAddr;

fn seen(text: &str) -> Option<IpAddr> {
    viewer(&Request::get("/").header("CloudFront-Viewer-Address", text).body(axum::body::Body::empty()).unwrap())
}

#[test]
fn the_viewers_address_is_read_without_its_port() {
    assert_eq!(seen("198.51.100.7:46532"), "198.51.100.7".parse().ok());
    assert_eq!(seen("2001:db8::7:46532"), "2001:db8::7".parse().ok());
    assert_eq!(seen("[2001:db8::7]:46532"), "2001:db8::7".parse().ok());
    assert_eq!(seen("somewhere"), None);
}
