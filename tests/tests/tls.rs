//! The server's own TLS as a client sees it, the certificate that changes under it, and what it does not start with.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use backend::cli::demo::PASSWORD;
use serde_json::json;
use tests::server::{Launch, Server};
use tests::tls::{Certificate, Folder, connect, text};
use tests::wait::until;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::ClientConfig;
use tokio_rustls::rustls::ProtocolVersion::{TLSv1_2, TLSv1_3};
use tokio_rustls::rustls::version::{TLS12, TLS13};

type Stream = TlsStream<TcpStream>;

const SOON: Duration = Duration::from_secs(20);

fn over_tls(launch: Launch, folder: &Folder) -> Launch {
    launch
        .argument("--tls-cert")
        .argument(&text(&folder.cert()))
        .argument("--tls-key")
        .argument(&text(&folder.key()))
}

async fn serve(folder: &Folder) -> Result<Server> {
    over_tls(Launch::temporary()?, folder).start().await
}

fn trusting(pair: &Certificate) -> Result<ClientConfig> {
    pair.trusted(&[&TLS13, &TLS12], &["h2", "http/1.1"])
}

/// Whether a new connection is shown this certificate.
async fn shows(server: &Server, pair: &Certificate) -> bool {
    let Ok(config) = trusting(pair) else {
        return false;
    };
    match connect(server.address(), config).await {
        Ok(stream) => {
            let shown = stream.get_ref().1.peer_certificates();
            shown.is_some_and(|chain| chain.first().is_some_and(|c| c.as_ref() == pair.der()))
        }
        Err(_) => false,
    }
}

/// Waits until it is so.
async fn eventually(what: &str, within: Duration, is_so: impl AsyncFn() -> bool) -> Result<()> {
    until(what, within, async || Ok(is_so().await.then_some(()))).await
}

/// Sends a request over HTTP/1.1 and reads the head of the answer; the stream goes on behind it.
async fn ask(server: &Server, pair: &Certificate, request: &str) -> Result<(String, Stream)> {
    let config = pair.trusted(&[&TLS13], &["http/1.1"])?;
    let mut stream = connect(server.address(), config).await?;
    stream.write_all(request.as_bytes()).await?;
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    Ok((String::from_utf8(head)?, stream))
}

#[tokio::test]
async fn both_protocols_are_spoken_and_nothing_older_than_tls_1_2() -> Result<()> {
    let pair = Certificate::until(2090)?;
    let server = serve(&Folder::with(&pair)?).await?;
    ensure!(
        server
            .greeting()
            .iter()
            .any(|line| *line == format!("listening on https://{}", server.address())),
        "{:?}",
        server.greeting()
    );
    for (offered, taken) in [
        (vec!["h2", "http/1.1"], Some("h2")),
        (vec!["http/1.1"], Some("http/1.1")),
        (vec![], None),
    ] {
        for (versions, version) in [(vec![&TLS12], TLSv1_2), (vec![&TLS12, &TLS13], TLSv1_3)] {
            let stream = connect(server.address(), pair.trusted(&versions, &offered)?).await?;
            let (_, session) = stream.get_ref();
            assert_eq!(session.protocol_version(), Some(version));
            assert_eq!(session.alpn_protocol(), taken.map(str::as_bytes));
        }
    }
    let mut stream = connect(server.address(), pair.trusted(&[&TLS13], &["http/1.1"])?).await?;
    stream
        .write_all(b"GET /health/live HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
        .await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    assert!(answer.starts_with("HTTP/1.1 204"), "{answer}");
    assert!(answer.contains("strict-transport-security: max-age=31536000; includeSubDomains"));

    let mut hello = TcpStream::connect(server.address()).await?;
    hello.write_all(&old_hello()).await?;
    let mut alert = Vec::new();
    hello.read_to_end(&mut alert).await?;
    assert_eq!(
        alert.get(..1),
        Some(&[21][..]),
        "TLS 1.1 is answered with an alert"
    );
    Ok(())
}

/// The first message of a client that knows TLS 1.1 and no more.
fn old_hello() -> Vec<u8> {
    let mut body = vec![3, 2];
    body.extend([7; 32]);
    body.extend([0, 0, 2, 0xc0, 0x13, 1, 0]);
    let mut message = vec![1, 0, 0, body.len() as u8];
    message.extend(body);
    let mut record = vec![22, 3, 1, 0, message.len() as u8];
    record.extend(message);
    record
}

#[tokio::test]
async fn one_signs_in_and_the_stream_of_events_ends_when_the_server_stops() -> Result<()> {
    let pair = Certificate::until(2090)?;
    let folder = Folder::with(&pair)?;
    let mut server = over_tls(Launch::temporary()?.argument("--demo"), &folder)
        .start()
        .await?;
    let origin = server.url("");
    let host = origin.trim_start_matches("https://");
    let login = json!({"login": "handlaggare", "password": PASSWORD}).to_string();
    let sign_in = |origin: &str| {
        format!(
            "POST /auth/v1/login HTTP/1.1\r\nhost: {host}\r\norigin: {origin}\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n{login}",
            login.len()
        )
    };
    let (refused, _) = ask(&server, &pair, &sign_in("https://evil.example")).await?;
    assert!(refused.starts_with("HTTP/1.1 403"), "{refused}");
    let (answer, _) = ask(&server, &pair, &sign_in(&origin)).await?;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let cookie = answer
        .lines()
        .find_map(|line| line.strip_prefix("set-cookie: "))
        .and_then(|line| line.split(';').next())
        .context("a cookie")?;
    let events =
        format!("GET /sync/v1/events HTTP/1.1\r\nhost: {host}\r\ncookie: {cookie}\r\n\r\n");
    let (head, mut stream) = ask(&server, &pair, &events).await?;
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert!(head.contains("x-accel-buffering: no"), "{head}");
    server.signal("TERM")?;
    let mut rest = Vec::new();
    tokio::time::timeout(SOON, stream.read_to_end(&mut rest)).await??;
    assert!(server.ended(SOON).await?, "{}", server.log());
    Ok(())
}

#[tokio::test]
async fn a_renewed_certificate_is_served_without_a_restart() -> Result<()> {
    let (old, new) = (Certificate::until(2090)?, Certificate::until(2091)?);
    let folder = Folder::with(&old)?;
    let server = serve(&folder).await?;
    assert!(shows(&server, &old).await);
    // As a renewal does it, one file after the other, with time for a look in between.
    folder.put_cert(&new.cert_pem)?;
    eventually("the half pair to be told", SOON, async || {
        server
            .log()
            .contains("is not the one of the first certificate")
    })
    .await?;
    assert!(shows(&server, &old).await, "half a pair changes nothing");
    folder.put_key(&new.key_pem)?;
    eventually("the new certificate", SOON, async || {
        shows(&server, &new).await
    })
    .await?;
    assert!(!shows(&server, &old).await);
    assert!(
        server
            .log()
            .contains("TLS certificate taken from its files")
    );
    Ok(())
}

#[tokio::test]
async fn a_bad_pair_is_told_and_the_one_before_stays_and_a_signal_looks_at_once() -> Result<()> {
    let (old, new) = (Certificate::until(2090)?, Certificate::until(2091)?);
    let folder = Folder::with(&old)?;
    let server = serve(&folder).await?;
    let cut = &new.cert_pem[..new.cert_pem.len() / 2];
    for (number, bad) in ["", "no certificate at all", cut].into_iter().enumerate() {
        folder.put_cert(bad)?;
        server.signal("HUP")?;
        eventually("the bad file to be told", SOON, async || {
            let told = "the certificate from before stays in use";
            server.log().matches(told).count() > number
        })
        .await?;
        assert!(shows(&server, &old).await);
    }
    std::fs::remove_file(folder.cert())?;
    server.signal("HUP")?;
    eventually("the missing file to be told", SOON, async || {
        server.log().contains("cannot read")
    })
    .await?;
    assert!(shows(&server, &old).await);
    folder.put_key(&new.key_pem)?;
    folder.put_cert(&new.cert_pem)?;
    server.signal("HUP")?;
    eventually("the new certificate", Duration::from_secs(4), async || {
        shows(&server, &new).await
    })
    .await?;
    Ok(())
}

#[tokio::test]
async fn one_that_says_nothing_holds_up_nobody() -> Result<()> {
    let pair = Certificate::until(2090)?;
    let server = serve(&Folder::with(&pair)?).await?;
    let mut silent = Vec::new();
    for _ in 0..50 {
        silent.push(TcpStream::connect(server.address()).await?);
    }
    let mut plain = TcpStream::connect(server.address()).await?;
    plain
        .write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n")
        .await?;
    assert!(tokio::time::timeout(Duration::from_secs(5), shows(&server, &pair)).await?);
    Ok(())
}

/// Starts what must not start; gives what it said.
async fn refused(launch: Launch) -> Result<String> {
    match launch.start().await {
        Ok(server) => bail!("it listens: {:?}", server.greeting()),
        Err(error) => Ok(format!("{error:#}")),
    }
}

#[tokio::test]
async fn plain_http_off_loopback_is_served_only_when_asked_for_by_name() -> Result<()> {
    let everywhere = SocketAddr::from(([0, 0, 0, 0], 0));
    let said = refused(Launch::temporary()?.listen(everywhere)).await?;
    for way in [
        "--tls-cert FILE --tls-key FILE",
        "127.0.0.1 behind a proxy",
        "--plain-http-off-loopback",
    ] {
        assert!(said.contains(way), "{said}");
    }
    let asked = Launch::temporary()?
        .listen(everywhere)
        .argument("--plain-http-off-loopback");
    let server = asked.start().await?;
    assert!(
        server
            .greeting()
            .iter()
            .any(|line| line.contains("http://0.0.0.0:"))
    );
    let pair = Certificate::until(2090)?;
    let folder = Folder::with(&pair)?;
    let server = over_tls(Launch::temporary()?.listen(everywhere), &folder)
        .start()
        .await?;
    assert!(
        server
            .greeting()
            .iter()
            .any(|line| line.contains("https://0.0.0.0:"))
    );
    Ok(())
}

#[tokio::test]
async fn what_cannot_be_served_with_is_said_at_the_start() -> Result<()> {
    let (pair, other) = (Certificate::until(2090)?, Certificate::until(2091)?);
    let folder = Folder::with(&pair)?;
    let with = |cert: &str, key: &str| -> Result<Launch> {
        folder.put_cert(cert)?;
        folder.put_key(key)?;
        Ok(over_tls(Launch::temporary()?, &folder))
    };
    for (cert, key, said) in [
        (
            &pair.cert_pem,
            &other.key_pem,
            "is not the one of the first certificate",
        ),
        (&pair.key_pem, &pair.key_pem, "has no certificate"),
        (&pair.cert_pem, &pair.cert_pem, "has no private key"),
        (&"x".to_owned(), &pair.key_pem, "has no certificate"),
    ] {
        let told = refused(with(cert, key)?).await?;
        assert!(told.contains(said), "{told}");
        assert!(told.contains("cannot serve TLS"), "{told}");
    }
    std::fs::remove_file(folder.key())?;
    let told = refused(over_tls(Launch::temporary()?, &folder)).await?;
    assert!(
        told.contains("cannot read") && told.contains("key.pem"),
        "{told}"
    );
    let half = Launch::temporary()?
        .argument("--tls-cert")
        .argument(&text(&folder.cert()));
    assert!(refused(half).await?.contains("--tls-key"));
    Ok(())
}

#[tokio::test]
async fn an_expired_certificate_is_warned_of_and_served() -> Result<()> {
    let pair = Certificate::until(2021)?;
    let server = serve(&Folder::with(&pair)?).await?;
    eventually("the warning", SOON, async || {
        server.log().contains("the TLS certificate has expired")
    })
    .await?;
    assert!(
        connect(server.address(), trusting(&pair)?).await.is_err(),
        "the client is to refuse it"
    );
    Ok(())
}
