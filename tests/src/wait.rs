//! Waiting for a condition, with a deadline that says what was waited for.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

const STEP: Duration = Duration::from_millis(25);

/// Asks `condition` until it gives a value; an error of it is a "not yet".
///
/// # Errors
/// When the deadline has passed, with the last error.
pub async fn until<T>(
    what: &str,
    deadline: Duration,
    mut condition: impl AsyncFnMut() -> Result<Option<T>>,
) -> Result<T> {
    let start = Instant::now();
    loop {
        let last = condition().await;
        if let Ok(Some(value)) = last {
            return Ok(value);
        }
        if start.elapsed() > deadline {
            match last {
                Err(error) => bail!("waited {deadline:?} for {what}: {error:#}"),
                Ok(_) => bail!("waited {deadline:?} for {what}"),
            }
        }
        tokio::time::sleep(STEP).await;
    }
}
