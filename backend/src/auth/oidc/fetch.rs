//! Asks an issuer over the network: no redirect is followed, nothing slow, large or other than JSON is read, and plain http goes
//! to this machine alone. One connection a question: there are few, and far between.

use std::time::Duration;

use axum::body::Body;
use axum::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HOST, USER_AGENT};
use axum::http::{HeaderMap, Method, Request, Response};
use futures::StreamExt;
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls;
use tokio_rustls::rustls::pki_types::ServerName;
use url::{Host, Position, Url};

/// A whole answer must be there within this; a sign-in asks at most twice within the ten seconds of a request.
const ANSWER_MAX: Duration = Duration::from_secs(4);
/// Largest answer that is read, in bytes.
const BYTES_MAX: usize = 256 * 1024;

/// Why an issuer's answer was not taken.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    #[error("cannot be reached")]
    Unreachable(#[from] std::io::Error),
    #[error("does not speak http")]
    Http(#[from] hyper::Error),
    #[error("breaks off")]
    BrokenOff(#[from] axum::Error),
    #[error("no answer within {ANSWER_MAX:?}")]
    Slow,
    #[error("status {0}")]
    Status(u16),
    #[error("not JSON")]
    NotJson,
    #[error("larger than {BYTES_MAX} bytes")]
    TooLarge,
    #[error("address is neither https nor on this machine")]
    Insecure,
    #[error("address cannot be asked")]
    Address(#[from] axum::http::Error),
    #[error("TLS cannot be set up")]
    Tls(#[from] rustls::Error),
}

/// Asks all issuers.
#[derive(Clone)]
pub struct Fetcher(TlsConnector);

impl Fetcher {
    /// Trusts whom the system trusts (`SSL_CERT_FILE` names others).
    pub fn new() -> Result<Self, FetchError> {
        let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
        let mut roots = rustls::RootCertStore::empty();
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self(TlsConnector::from(std::sync::Arc::new(tls))))
    }

    /// A document of the issuer.
    pub async fn get(&self, address: &Url) -> Result<Vec<u8>, FetchError> {
        let request = Request::builder().method(Method::GET);
        self.ask(address, request, Body::empty()).await
    }

    /// A form to the issuer, signed by our secret when we have one.
    pub async fn post(
        &self,
        address: &Url,
        form: String,
        authorization: Option<String>,
    ) -> Result<Vec<u8>, FetchError> {
        let mut request = Request::builder()
            .method(Method::POST)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(authorization) = authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        self.ask(address, request, Body::from(form)).await
    }

    async fn ask(
        &self,
        address: &Url,
        request: axum::http::request::Builder,
        body: Body,
    ) -> Result<Vec<u8>, FetchError> {
        check(address)?;
        let request = request
            .uri(&address[Position::BeforePath..Position::AfterQuery])
            .header(HOST, &address[Position::BeforeHost..Position::AfterPort])
            .header(ACCEPT, "application/json")
            .header(USER_AGENT, concat!("fotfaste/", env!("CARGO_PKG_VERSION")))
            .body(body)?;
        match timeout(ANSWER_MAX, self.exchange(address, request)).await {
            Ok(answer) => answer,
            Err(_elapsed) => Err(FetchError::Slow),
        }
    }

    async fn exchange(&self, address: &Url, request: Request<Body>) -> Result<Vec<u8>, FetchError> {
        let (Some(host), Some(port)) = (address.host_str(), address.port_or_known_default()) else {
            return Err(FetchError::Insecure);
        };
        let host = host.trim_matches(['[', ']']);
        let stream = TcpStream::connect((host, port)).await?;
        if address.scheme() == "http" {
            return read(send(stream, request).await?).await;
        }
        let name = ServerName::try_from(host.to_owned()).map_err(|_name| FetchError::Insecure)?;
        let stream = self.0.connect(name, stream).await?;
        read(send(stream, request).await?).await
    }
}

async fn send<S>(stream: S, request: Request<Body>) -> Result<Response<Incoming>, FetchError>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    // It ends with the answer, or when that is not read on.
    tokio::spawn(async move { connection.await.ok() });
    Ok(sender.send_request(request).await?)
}

/// Https, or plain http to this machine, without a name and password in it.
pub fn check(address: &Url) -> Result<(), FetchError> {
    let is_local = match address.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    let is_safe = match address.scheme() {
        "https" => address.has_host(),
        "http" => is_local,
        _ => false,
    };
    let is_bare = address.username().is_empty() && address.password().is_none();
    if is_safe && is_bare {
        Ok(())
    } else {
        Err(FetchError::Insecure)
    }
}

async fn read(response: Response<Incoming>) -> Result<Vec<u8>, FetchError> {
    if response.status().as_u16() != 200 {
        return Err(FetchError::Status(response.status().as_u16()));
    }
    if !is_json(response.headers()) {
        return Err(FetchError::NotJson);
    }
    let mut whole = Vec::new();
    let mut pieces = Body::new(response.into_body()).into_data_stream();
    while let Some(piece) = pieces.next().await {
        let piece = piece?;
        if whole.len() + piece.len() > BYTES_MAX {
            return Err(FetchError::TooLarge);
        }
        whole.extend_from_slice(&piece);
    }
    Ok(whole)
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json")
        || essence.eq_ignore_ascii_case("application/jwk-set+json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_goes_to_this_machine_alone() {
        let verdict = |address: &str| check(&Url::parse(address).unwrap()).is_ok();
        for good in [
            "https://idp.example/x",
            "http://localhost:9/x",
            "http://127.0.0.1/x",
            "http://[::1]:9/",
        ] {
            assert!(verdict(good), "{good}");
        }
        for bad in [
            "http://idp.example/x",
            "http://localhost.evil.example/",
            "http://10.0.0.1/",
            "ftp://localhost/",
            "file:///etc/passwd",
            "https://user@idp.example/",
            "https://:secret@idp.example/",
            "data:text/plain,x",
        ] {
            assert!(!verdict(bad), "{bad}");
        }
    }
}
