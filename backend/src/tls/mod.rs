//! The server's own TLS: rustls with ring, TLS 1.2 and 1.3, HTTP/2 and HTTP/1.1 by ALPN. The certificate is taken anew when its
//! files change; what cannot be used never takes the place of what can.

mod listener;
mod pair;
mod reload;
mod validity;

use std::path::PathBuf;
use std::sync::Arc;

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::{self, ServerConfig};

pub use listener::TlsListener;
pub use pair::PairError;
pub use reload::Reloader;

/// Where the certificate chain and its private key lie, both as PEM.
#[derive(Clone, Debug)]
pub struct Files {
    pub cert: PathBuf,
    pub key: PathBuf,
}

/// What accepts connections with the certificate in use, and what looks for a newer one.
pub fn open(files: Files) -> Result<(TlsAcceptor, Reloader), PairError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let reloader = Reloader::open(files, provider.clone())?;
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_cert_resolver(reloader.in_use());
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok((TlsAcceptor::from(Arc::new(config)), reloader))
}
