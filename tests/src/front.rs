//! A front before a real server that can serve the same site as another release: what a deployment does, without building twice.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use anyhow::Result;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, HOST};
use axum::http::{Response, StatusCode};
use tokio::net::TcpListener;

/// What a deployment is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Release {
    /// The site as it is.
    First,
    /// Another release is announced, and its page cannot be had: the deployment is half done.
    HalfDone,
    /// Another release, whole.
    Next,
    /// The same, and its page never comes.
    Stuck,
}

/// The running front.
#[derive(Debug)]
pub struct Front {
    address: SocketAddr,
    release: Arc<AtomicU8>,
}

#[derive(Clone)]
struct Behind {
    server: SocketAddr,
    release: Arc<AtomicU8>,
    client: reqwest::Client,
}

impl Front {
    /// Starts before `server`, on a free port.
    ///
    /// # Errors
    /// When there is no port.
    pub async fn start(server: SocketAddr) -> Result<Self> {
        let release = Arc::new(AtomicU8::new(Release::First as u8));
        let behind = Behind {
            server,
            release: release.clone(),
            client: reqwest::Client::new(),
        };
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
        let address = listener.local_addr()?;
        let router = Router::new().fallback(pass).with_state(behind);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self { address, release })
    }

    /// The address of `path` for a browser.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.address.port())
    }

    /// From now on.
    pub fn set(&self, release: Release) {
        self.release.store(release as u8, Ordering::SeqCst);
    }
}

async fn pass(State(behind): State<Behind>, request: Request) -> Response<Body> {
    fetch(behind, request).await.unwrap_or_else(|error| {
        eprintln!("front: {error:#}");
        status(StatusCode::BAD_GATEWAY)
    })
}

fn status(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

async fn fetch(behind: Behind, request: Request) -> Result<Response<Body>> {
    let release = behind.release.load(Ordering::SeqCst);
    let (head, body) = request.into_parts();
    let path = head.uri.path().to_owned();
    let is_worker = path == "/service_worker.js";
    let is_page = path == "/index.html";
    if is_page && release == Release::HalfDone as u8 {
        return Ok(status(StatusCode::SERVICE_UNAVAILABLE));
    }
    if is_page && release == Release::Stuck as u8 {
        std::future::pending::<()>().await;
    }
    let mut headers = head.headers;
    let is_changed = release != Release::First as u8 && (is_worker || is_page);
    if is_changed {
        headers.remove(ACCEPT_ENCODING);
    }
    let there = format!("http://{}{}", behind.server, head.uri);
    let sent = behind.client.request(head.method, there).headers(headers);
    let answer = sent
        .body(axum::body::to_bytes(body, 1 << 24).await?)
        .send()
        .await?;
    let mut response = Response::new(Body::empty());
    *response.status_mut() = answer.status();
    *response.headers_mut() = answer.headers().clone();
    response.headers_mut().remove(HOST);
    if !is_changed {
        *response.body_mut() = Body::from_stream(answer.bytes_stream());
        return Ok(response);
    }
    let text = answer.text().await?;
    let (from, to) = if is_worker {
        ("const VERSION = '", "const VERSION = 'next-")
    } else {
        ("<html ", "<html data-release=\"next\" ")
    };
    anyhow::ensure!(text.contains(from), "{path} holds no {from}");
    response.headers_mut().remove(CONTENT_LENGTH);
    response.headers_mut().remove(CONTENT_ENCODING);
    *response.body_mut() = Body::from(text.replacen(from, to, 1));
    Ok(response)
}
