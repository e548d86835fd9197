//! Looks at the two files every few seconds, and at once on SIGHUP. The files are written one after the other, so a pair that does
//! not fit is the normal sight of a renewal under way: the one before stays in use until both are there.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use jiff::{Timestamp, ToSpan};
use tokio_rustls::rustls::crypto::CryptoProvider;
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;

use super::Files;
use super::pair::{Pair, PairError, Raw};
use super::validity::Validity;

/// Between two looks.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// Looks between two reminders of a certificate that is about to end: a day.
const LOOKS_A_REMINDER: u64 = 24 * 60 * 60 / LOOK_EVERY.as_secs();
/// From so many days before its end on, a certificate is warned of.
const DAYS_LEFT_MIN: i64 = 14;

/// The certificate that new connections get.
#[derive(Debug)]
pub struct InUse(RwLock<Arc<CertifiedKey>>);

impl ResolvesServerCert for InUse {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(
            self.0
                .read()
                .unwrap_or_else(PoisonError::into_inner)
                .clone(),
        )
    }
}

/// Keeps the certificate in use up to its files.
pub struct Reloader {
    files: Files,
    provider: Arc<CryptoProvider>,
    in_use: Arc<InUse>,
    validity: Validity,
    /// The content that was last judged, good or bad, so that a bad one is told once.
    judged: [u8; 32],
    hangup: Hangup,
}

impl Reloader {
    /// Reads the files for the first time: nothing is served without a pair that fits. From here on a SIGHUP is heard; one that came
    /// after the greeting and before somebody listens would end the process.
    pub fn open(files: Files, provider: Arc<CryptoProvider>) -> Result<Self, PairError> {
        let raw = Raw::read(&files)?;
        let pair = Pair::parse(&files, &raw, &provider)?;
        warn_of_dates(pair.validity);
        Ok(Self {
            judged: raw.mark(),
            validity: pair.validity,
            in_use: Arc::new(InUse(RwLock::new(Arc::new(pair.certified)))),
            files,
            provider,
            hangup: Hangup::new(),
        })
    }

    /// What the handshakes ask.
    pub fn in_use(&self) -> Arc<InUse> {
        self.in_use.clone()
    }

    /// Looks for ever.
    pub async fn run(mut self) {
        let mut looks: u64 = 0;
        loop {
            tokio::select! {
                () = tokio::time::sleep(LOOK_EVERY) => {}
                () = self.hangup.heard() => self.judged = [0; 32],
            }
            self.look();
            looks += 1;
            if looks.is_multiple_of(LOOKS_A_REMINDER) {
                warn_of_dates(self.validity);
            }
        }
    }

    /// Takes the pair in the files when it is another one and fits.
    fn look(&mut self) {
        let raw = match Raw::read(&self.files) {
            Ok(raw) => raw,
            Err(error) => {
                // Also told once: [1; 32] is no content's mark.
                if self.judged != [1; 32] {
                    self.judged = [1; 32];
                    refuse(&error);
                }
                return;
            }
        };
        let mark = raw.mark();
        if mark == self.judged {
            return;
        }
        self.judged = mark;
        match Pair::parse(&self.files, &raw, &self.provider) {
            Ok(pair) => {
                self.validity = pair.validity;
                let mut in_use = self
                    .in_use
                    .0
                    .write()
                    .unwrap_or_else(PoisonError::into_inner);
                *in_use = Arc::new(pair.certified);
                drop(in_use);
                tracing::info!(until = %self.validity.to, "TLS certificate taken from its files");
                warn_of_dates(self.validity);
            }
            Err(error) => refuse(&error),
        }
    }
}

fn refuse(error: &PairError) {
    let cause = std::error::Error::source(error).map(|cause| format!(": {cause}"));
    tracing::warn!(
        "the TLS files cannot be used, the certificate from before stays in use: {error}{}",
        cause.unwrap_or_default()
    );
}

/// A wrong date is the browsers' to refuse; here it is said before the users say it.
fn warn_of_dates(validity: Validity) {
    let now = Timestamp::now();
    let soon = now
        .checked_add((24 * DAYS_LEFT_MIN).hours())
        .unwrap_or(Timestamp::MAX);
    if validity.to < now {
        tracing::warn!(ended = %validity.to, "the TLS certificate has expired: browsers refuse it");
    } else if validity.from > now {
        tracing::warn!(from = %validity.from, "the TLS certificate does not hold yet: browsers refuse it");
    } else if validity.to < soon {
        tracing::warn!(ends = %validity.to, "the TLS certificate ends soon");
    }
}

/// SIGHUP, where there is such a thing.
struct Hangup {
    #[cfg(unix)]
    signal: Option<tokio::signal::unix::Signal>,
}

impl Hangup {
    fn new() -> Self {
        Self {
            #[cfg(unix)]
            signal: tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup()).ok(),
        }
    }

    async fn heard(&mut self) {
        #[cfg(unix)]
        if let Some(signal) = &mut self.signal
            && signal.recv().await.is_some()
        {
            return;
        }
        std::future::pending().await
    }
}
