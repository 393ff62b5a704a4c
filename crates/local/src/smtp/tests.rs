use super::*;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What the little server says; the rest is as every server has it.
#[derive(Clone, Copy)]
struct Script {
    ehlo: &'static str,
    auth: &'static str,
    rcpt: &'static str,
    end_of_data: &'static str,
}

const FRIENDLY: Script = Script { ehlo: "250-little\r\n250 AUTH PLAIN", auth: "235 welcome", rcpt: "250 yes", end_of_data: "250 taken" };

/// Speaks SMTP on loopback with one client and gives back every line the client wrote.
async fn server(script: Script) -> (u16, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let talk = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        converse(BufReader::new(stream), script).await
    });
    (port, talk)
}

async fn converse(mut stream: BufReader<TcpStream>, script: Script) -> Vec<String> {
    let mut heard = Vec::new();
    let mut in_data = false;
    stream.get_mut().write_all(b"220 little\r\n").await.unwrap();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
            return heard;
        }
        let line = line.trim_end().to_owned();
        let word = line.split_once(' ').map_or(line.as_str(), |(word, _)| word).to_ascii_uppercase();
        let answer = match (in_data, word.as_str()) {
            (true, ".") => script.end_of_data,
            (true, _) => "",
            (false, "EHLO") => script.ehlo,
            (false, "AUTH") => script.auth,
            (false, "RCPT") => script.rcpt,
            (false, "DATA") => "354 go on",
            (false, "QUIT") => "221 bye",
            (false, _) => "250 fine",
        };
        in_data = word == "DATA" || in_data && word != ".";
        heard.push(line);
        if !answer.is_empty() && stream.get_mut().write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
            return heard;
        }
    }
}

fn letter(to: &str) -> Letter {
    Letter { to: to.into(), subject: "주소를 확인해 주세요".into(), text: "plain\nwords".into(), html: "<p>rich words</p>".into() }
}

async fn send(script: Script, to: &str) -> (Result<(), MailError>, Vec<String>) {
    let (port, talk) = server(script).await;
    let mailer = SmtpMailer::from_url(&format!("smtp://127.0.0.1:{port}"), "Cloud <cloud@example.org>").unwrap();
    let sent = mailer.send(&letter(to)).await;
    drop(mailer);
    (sent, talk.await.unwrap())
}

#[tokio::test]
async fn a_letter_arrives_with_both_bodies_and_the_headers_mailboxes_want() {
    let (sent, heard) = send(FRIENDLY, "hana@example.net").await;
    sent.unwrap();
    let heard = heard.join("\n");
    for part in
        ["MAIL FROM:<cloud@example.org>", "RCPT TO:<hana@example.net>", "From: Cloud <cloud@example.org>", "Auto-Submitted: auto-generated"]
    {
        assert!(heard.contains(part), "{part} is missing in\n{heard}");
    }
    for part in ["multipart/alternative", "text/plain", "text/html", "rich words", "Message-ID: <", "Date: ", "Subject: =?utf-8?b?"] {
        assert!(heard.contains(part), "{part} is missing in\n{heard}");
    }
}

#[tokio::test]
async fn every_address_that_people_sign_up_with_can_be_written_to() {
    for to in ["hana@localhost", "o'hara+{cloud}=a/b?c*d@example.net", "a.b_c-d!#$%&`|~^@sub.example.net", "hana@xn--bj0bj06e.example"] {
        let (sent, heard) = send(FRIENDLY, to).await;
        sent.unwrap();
        assert!(heard.contains(&format!("RCPT TO:<{to}>")), "{to}\n{heard:?}");
    }
}

#[tokio::test]
async fn a_server_that_takes_utf8_gets_addresses_in_every_script() {
    let (sent, heard) = send(Script { ehlo: "250-little\r\n250-8BITMIME\r\n250 SMTPUTF8", ..FRIENDLY }, "하나@파일.example").await;
    sent.unwrap();
    assert!(heard.iter().any(|line| line.starts_with("RCPT TO:<하나@파일.example>")), "{heard:?}");
}

#[tokio::test]
async fn the_user_and_password_of_the_url_sign_in_decoded() {
    let (port, talk) = server(FRIENDLY).await;
    let mailer = SmtpMailer::from_url(&format!("smtp://me%40here:p%3Aw@localhost:{port}"), "cloud@example.org").unwrap();
    mailer.send(&letter("hana@example.net")).await.unwrap();
    // "\0me@here\0p:w" in base64 (RFC 4616).
    assert!(talk.await.unwrap().contains(&"AUTH PLAIN AG1lQGhlcmUAcDp3".to_owned()));
}

#[tokio::test]
async fn a_refused_address_or_letter_is_final() {
    for script in [
        Script { rcpt: "550 5.1.1 nobody here", ..FRIENDLY },
        Script { rcpt: "501 5.1.3 bad address", ..FRIENDLY },
        Script { end_of_data: "554 5.7.1 not this", ..FRIENDLY },
    ] {
        let (sent, _) = send(script, "hana@example.net").await;
        assert!(matches!(sent, Err(MailError::Refused(_))), "{sent:?}");
    }
    let (sent, _) = send(FRIENDLY, "하나@example.net").await;
    assert!(matches!(sent, Err(MailError::Refused(_))), "a server without SMTPUTF8 never takes it: {sent:?}");
}

#[tokio::test]
async fn an_address_that_is_none_is_refused_without_a_connection() {
    let mailer = SmtpMailer::from_url("smtp://127.0.0.1:1", "cloud@example.org").unwrap();
    for to in ["", "no at", "Hana <hana@example.net>", "a@b.example, c@d.example", "a@b.example\r\nRCPT TO:<c@d.example>"] {
        assert!(matches!(mailer.send(&letter(to)).await, Err(MailError::Refused(_))));
    }
}

#[tokio::test]
async fn a_busy_absent_or_unfriendly_server_is_tried_again_later() {
    for script in [Script { rcpt: "451 greylisted", ..FRIENDLY }, Script { end_of_data: "452 full", ..FRIENDLY }] {
        let (sent, _) = send(script, "hana@example.net").await;
        assert!(matches!(sent, Err(MailError::Later(_))), "{sent:?}");
    }
    let (port, _talk) = server(Script { auth: "535 5.7.8 wrong password", ..FRIENDLY }).await;
    let mailer = SmtpMailer::from_url(&format!("smtp://a:b@127.0.0.1:{port}"), "cloud@example.org").unwrap();
    assert!(matches!(mailer.send(&letter("hana@example.net")).await, Err(MailError::Later(_))));
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let mailer = SmtpMailer::from_url(&format!("smtp://{closed}"), "cloud@example.org").unwrap();
    assert!(matches!(mailer.send(&letter("hana@example.net")).await, Err(MailError::Later(_))));
}

#[tokio::test]
async fn a_silent_server_is_given_up_in_time() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let mut mailer = SmtpMailer::from_url(&url, "cloud@example.org").unwrap();
    mailer.letter_timeout = Duration::from_millis(50);
    assert!(matches!(mailer.send(&letter("hana@example.net")).await, Err(MailError::Later(_))));
}

#[tokio::test]
async fn where_tls_is_required_nothing_is_said_without_it() {
    let (port, talk) = server(FRIENDLY).await;
    let from = "cloud@example.org".parse().unwrap();
    let transport = transport(&format!("smtp://a:b@127.0.0.1:{port}"), Encryption::StartTls).unwrap();
    let mailer = SmtpMailer { transport, from, letter_timeout: LETTER_TIMEOUT };
    assert!(matches!(mailer.send(&letter("hana@example.net")).await, Err(MailError::Later(_))));
    let heard = talk.await.unwrap().join("\n");
    assert!(!heard.contains("AUTH") && !heard.contains("MAIL"), "{heard}");
}

#[test]
fn only_this_machine_is_spoken_to_in_the_clear() {
    for url in ["smtp://localhost", "smtp://LOCALHOST:25", "smtp://127.9.9.9:2525", "smtp://[::1]:25", "smtp://a:b@127.0.0.1"] {
        assert_eq!(encryption(url), Ok(Encryption::None), "{url}");
    }
    for url in ["smtp://mail.example.org", "smtp://localhost.example.org", "smtp://10.0.0.1", "smtp://[::2]", "smtp://a:b@128.0.0.1"] {
        assert_eq!(encryption(url), Ok(Encryption::StartTls), "{url}");
    }
    assert_eq!(encryption("smtps://localhost"), Ok(Encryption::Tls));
}

#[test]
fn a_wrong_url_or_sender_is_explained_without_the_password() {
    let refused = |url: &str| SmtpMailer::from_url(url, "cloud@example.org").unwrap_err();
    for url in ["", "mail.example.org", "http://mail.example.org", "smtp://", "smtp:///", "smtp://a b", "smtp://u:secret@"] {
        assert_eq!(refused(url), SmtpSetupError::NotSmtpUrl, "{url}");
    }
    for url in ["smtp://mail.example.org/path", "smtp://mail.example.org?tls=none", "smtp://mail.example.org/#x"] {
        assert_eq!(refused(url), SmtpSetupError::TooMuch, "{url}");
    }
    for url in ["smtp://user@mail.example.org", "smtp://:secret@mail.example.org", "smtp://user:@mail.example.org"] {
        assert_eq!(refused(url), SmtpSetupError::HalfCredentials, "{url}");
    }
    for from in ["", "nobody", "a@", "Cloud <>"] {
        assert_eq!(SmtpMailer::from_url("smtp://localhost", from).unwrap_err(), SmtpSetupError::NotSender, "{from}");
    }
    let mailer = SmtpMailer::from_url("smtps://user:secret@mail.example.org", "cloud@example.org").unwrap();
    assert!(!format!("{mailer:?}").contains("secret"));
}
