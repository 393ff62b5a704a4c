use super::*;
use axum::routing::get;
use bytes::Bytes;
use std::io;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::{Instant, interval, timeout};

const PIECE: usize = 64 << 10;
/// How long a test waits for what must happen.
const PATIENCE: Duration = Duration::from_secs(30);

/// A body of so many pieces, made as fast as they are taken.
fn body_of(pieces: usize) -> Body {
    let piece = Bytes::from(vec![0_u8; PIECE]);
    Body::from_stream(futures::stream::iter((0..pieces).map(move |_| Ok::<_, io::Error>(piece.clone()))))
}

/// Serves until the test ends.
async fn start(bounds: Bounds, is_trusted: bool) -> SocketAddr {
    let router = Router::new()
        .route("/small", get(|| async { "small" }))
        .route("/large", get(|| async { body_of(768) }))
        .route("/endless", get(|| async { body_of(usize::MAX) }));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(serve(listener, router, bounds, move |_| is_trusted, std::future::pending()));
    address
}

async fn ask(address: SocketAddr, path: &str) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(u32::try_from(PIECE).unwrap()).unwrap();
    let mut stream = socket.connect(address).await.unwrap();
    stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes()).await.unwrap();
    stream
}

/// Whether the small answer came; a connection that was closed has none.
async fn is_answered(stream: &mut TcpStream) -> bool {
    let mut heard = Vec::new();
    while !heard.ends_with(b"small") {
        match timeout(PATIENCE, stream.read_buf(&mut heard)).await.expect("an answer or an end") {
            Ok(0) | Err(_) => return false,
            Ok(_) => {}
        }
    }
    true
}

#[tokio::test]
async fn a_reader_that_never_reads_loses_its_place() {
    let bounds = Bounds { connections: 1, stall: Duration::from_millis(300), ..Bounds::default() };
    let address = start(bounds, true).await;
    let _never_reads = ask(address, "/endless").await;
    assert!(is_answered(&mut ask(address, "/small").await).await, "the one place is free again");
}

#[tokio::test]
async fn a_slow_reader_goes_on_as_long_as_it_reads() {
    let bounds = Bounds { stall: Duration::from_secs(5), ..Bounds::default() };
    let mut stream = ask(start(bounds, true).await, "/large").await;
    let (began, mut pace) = (Instant::now(), interval(Duration::from_millis(8)));
    let (mut piece, mut read_bytes) = (vec![0; PIECE], 0);
    while read_bytes < 768 * PIECE {
        pace.tick().await;
        let read = stream.read(&mut piece).await.unwrap();
        assert_ne!(read, 0, "cut off after {read_bytes} bytes");
        read_bytes += read;
    }
    assert!(began.elapsed() > bounds.stall, "it was too fast to show anything");
}

#[tokio::test]
async fn a_household_takes_no_more_than_its_connections() {
    let bounds = Bounds { household_connections: 2, ..Bounds::default() };
    let address = start(bounds, false).await;
    let mut first = ask(address, "/small").await;
    let mut second = ask(address, "/small").await;
    assert!(is_answered(&mut first).await && is_answered(&mut second).await);
    assert!(!is_answered(&mut ask(address, "/small").await).await, "a third is closed at once");
    drop(first);
    let again = async { while !is_answered(&mut ask(address, "/small").await).await {} };
    timeout(PATIENCE, again).await.expect("a seat that was given back is taken again");
}

#[tokio::test]
async fn people_behind_a_proxy_are_not_counted_as_one() {
    let bounds = Bounds { household_connections: 1, ..Bounds::default() };
    let address = start(bounds, true).await;
    let mut kept = Vec::new();
    for _ in 0..8 {
        let mut stream = ask(address, "/small").await;
        assert!(is_answered(&mut stream).await);
        kept.push(stream);
    }
}
