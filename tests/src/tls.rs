//! Certificates made on the spot, and a client that sees which one it was shown.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Result;
use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion};

/// A self-signed certificate of `localhost` with its key.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// The chain as a file has it.
    pub cert_pem: String,
    /// The key as a file has it.
    pub key_pem: String,
    der: CertificateDer<'static>,
}

impl Certificate {
    /// One that holds from 2020 to the first day of `year`.
    ///
    /// # Errors
    /// When none can be made.
    pub fn until(year: i32) -> Result<Self> {
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::new(vec!["localhost".to_owned()])?;
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(year, 1, 1);
        let made = params.self_signed(&key)?;
        Ok(Self {
            cert_pem: made.pem(),
            key_pem: key.serialize_pem(),
            der: made.der().clone(),
        })
    }

    /// The certificate itself.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        self.der.as_ref()
    }

    /// What trusts this one and no other, and offers these protocols.
    ///
    /// # Errors
    /// When the certificate is none.
    pub fn trusted(
        &self,
        versions: &[&'static SupportedProtocolVersion],
        protocols: &[&str],
    ) -> Result<ClientConfig> {
        let mut roots = RootCertStore::empty();
        roots.add(self.der.clone())?;
        let mut config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
            .with_protocol_versions(versions)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = protocols
            .iter()
            .map(|name| name.as_bytes().to_vec())
            .collect();
        Ok(config)
    }
}

/// A folder with the two files that the server reads.
#[derive(Debug)]
pub struct Folder(TempDir);

impl Folder {
    /// A new folder with this pair.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn with(pair: &Certificate) -> Result<Self> {
        let folder = Self(tempfile::tempdir()?);
        folder.put_cert(&pair.cert_pem)?;
        folder.put_key(&pair.key_pem)?;
        Ok(folder)
    }

    /// The certificate's file.
    #[must_use]
    pub fn cert(&self) -> PathBuf {
        self.0.path().join("cert.pem")
    }

    /// The key's file.
    #[must_use]
    pub fn key(&self) -> PathBuf {
        self.0.path().join("key.pem")
    }

    /// Writes the certificate's file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn put_cert(&self, pem: &str) -> Result<()> {
        Ok(std::fs::write(self.cert(), pem)?)
    }

    /// Writes the key's file.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn put_key(&self, pem: &str) -> Result<()> {
        Ok(std::fs::write(self.key(), pem)?)
    }
}

/// A path as an argument.
#[must_use]
pub fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

/// Shakes hands with the server as `localhost`.
///
/// # Errors
/// When the server or the client refuses.
pub async fn connect(address: SocketAddr, config: ClientConfig) -> Result<TlsStream<TcpStream>> {
    let stream = TcpStream::connect(address).await?;
    let name = ServerName::try_from("localhost")?;
    Ok(TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await?)
}
