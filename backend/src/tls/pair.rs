//! A certificate chain and its key, read from their files and held against each other before anybody is served with them.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tokio_rustls::rustls;
use tokio_rustls::rustls::crypto::CryptoProvider;
use tokio_rustls::rustls::pki_types::pem::{Error as PemError, PemObject};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::sign::CertifiedKey;

use super::Files;
use super::validity::{Validity, validity};

/// Largest file that is read, in bytes: a chain of many certificates is a hundredth of it.
const FILE_MAX: u64 = 1 << 20;

/// Why a pair cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PairError {
    #[error("cannot read {0}")]
    Unreadable(PathBuf, #[source] std::io::Error),
    #[error("{0} is larger than a certificate or a key can be")]
    TooLarge(PathBuf),
    #[error("{0} is no PEM file")]
    NotPem(PathBuf, #[source] PemError),
    #[error("{0} has no certificate (BEGIN CERTIFICATE) in it")]
    NoCertificate(PathBuf),
    #[error("{0} has no private key in it, or one under a passphrase")]
    NoKey(PathBuf),
    #[error("the key in {key} is not the one of the first certificate in {cert}")]
    WrongPair { cert: PathBuf, key: PathBuf },
    #[error("the first certificate in {0} cannot be read")]
    Malformed(PathBuf),
    #[error("the certificate or its key cannot be used")]
    Unusable(#[from] rustls::Error),
}

/// What the two files hold, as bytes.
pub struct Raw {
    cert: Vec<u8>,
    key: Vec<u8>,
}

impl Raw {
    /// Reads both files.
    pub fn read(files: &Files) -> Result<Self, PairError> {
        Ok(Self {
            cert: read(&files.cert)?,
            key: read(&files.key)?,
        })
    }

    /// Tells one content of the files from another.
    pub fn mark(&self) -> [u8; 32] {
        let length = (self.cert.len() as u64).to_be_bytes();
        Sha256::new()
            .chain_update(length)
            .chain_update(&self.cert)
            .chain_update(&self.key)
            .finalize()
            .into()
    }
}

/// A pair that belongs together.
pub struct Pair {
    pub certified: CertifiedKey,
    pub validity: Validity,
}

impl Pair {
    /// Parses both and holds the key against the certificate.
    pub fn parse(files: &Files, raw: &Raw, provider: &CryptoProvider) -> Result<Self, PairError> {
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&raw.cert)
            .collect::<Result<_, _>>()
            .map_err(|error| PairError::NotPem(files.cert.clone(), error))?;
        let Some(first) = chain.first() else {
            return Err(PairError::NoCertificate(files.cert.clone()));
        };
        let validity = validity(first).ok_or_else(|| PairError::Malformed(files.cert.clone()))?;
        let key = PrivateKeyDer::from_pem_slice(&raw.key).map_err(|error| match error {
            PemError::NoItemsFound => PairError::NoKey(files.key.clone()),
            other => PairError::NotPem(files.key.clone(), other),
        })?;
        let certified =
            CertifiedKey::from_der(chain, key, provider).map_err(|error| match error {
                rustls::Error::InconsistentKeys(_) => PairError::WrongPair {
                    cert: files.cert.clone(),
                    key: files.key.clone(),
                },
                other => PairError::Unusable(other),
            })?;
        Ok(Self {
            certified,
            validity,
        })
    }
}

fn read(path: &Path) -> Result<Vec<u8>, PairError> {
    let unreadable = |error| PairError::Unreadable(path.to_owned(), error);
    let length = std::fs::metadata(path).map_err(unreadable)?.len();
    if length > FILE_MAX {
        return Err(PairError::TooLarge(path.to_owned()));
    }
    std::fs::read(path).map_err(unreadable)
}
