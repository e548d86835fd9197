//! What only our own server is asked for: an even stream of pushes, and ten thousand devices that come back at once.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use tokio::sync::{Barrier, Mutex};
use tokio::time::{sleep, sleep_until};

use crate::measure::{EACH, at};
use crate::ours::{Client, check};
use crate::wire::Line;

/// Pushes a second, for so many seconds, over so many connections.
pub const RATE: u64 = 300;
const SECONDS: u64 = 10;
const LINES: u64 = 64;
/// Devices that come back at once.
pub const DEVICES: u64 = 10_000;
/// Longer they are not waited for.
const PATIENCE: Duration = Duration::from_secs(180);

/// What came of an even stream.
#[derive(Debug, Default)]
pub struct Steady {
    /// The 99th of a hundred, of those that were taken.
    pub wait: Duration,
    pub pushes: u64,
    /// Pushes that were told to come back later.
    pub put_off: u64,
}

/// An even stream: every push at its time, whatever became of the ones before. The wait is from that time on.
pub async fn steady(address: SocketAddr, client: &Arc<Client>, first: u64) -> Result<Steady> {
    let mut lines = Vec::new();
    for _ in 0..LINES {
        lines.push(Arc::new(Mutex::new(Line::open(address).await?)));
    }
    let mut calls = Vec::new();
    for n in 0..RATE * SECONDS {
        calls.push(client.day(first + n)?);
    }
    let begun = tokio::time::Instant::now() + Duration::from_millis(50);
    let mut pushes = Vec::new();
    for (n, call) in (0_u64..).zip(calls) {
        let due = begun + Duration::from_micros(n * 1_000_000 / RATE);
        let line = lines.get(usize::try_from(n % LINES)?).context("no line")?;
        let line = line.clone();
        pushes.push(tokio::spawn(async move {
            sleep_until(due).await;
            let answer = line.lock().await.ask(&call).await?;
            let took = due.elapsed();
            if answer.status == 503 && answer.retry_after.is_some() {
                return Ok(None);
            }
            anyhow::ensure!(answer.status == 200, "{}", answer.status);
            check(&answer.body, EACH)?;
            Ok::<_, anyhow::Error>(Some(took))
        }));
    }
    let mut steady = Steady {
        pushes: RATE * SECONDS,
        ..Steady::default()
    };
    let mut waits = Vec::new();
    for push in pushes {
        match push.await.context("a push ended")?? {
            Some(wait) => waits.push(wait),
            None => steady.put_off += 1,
        }
    }
    steady.wait = at(&mut waits, 99);
    Ok(steady)
}

/// How ten thousand were drained.
#[derive(Debug, Default)]
pub struct Drained {
    pub took: Duration,
    /// Answers by status; 0 is a broken connection, 503 one that says when to come back.
    pub statuses: BTreeMap<u16, u64>,
    /// 503 without that.
    pub rude: u64,
    /// Devices that were not answered when the patience ended.
    pub left: u64,
}

/// All at once, each with its connection open; whoever is told to come back later does.
pub async fn drain(address: SocketAddr, client: &Arc<Client>, first: u64) -> Result<Drained> {
    let together = Arc::new(Barrier::new(usize::try_from(DEVICES)? + 1));
    let drained = Arc::new(Mutex::new(Drained::default()));
    let mut devices = Vec::new();
    for n in 0..DEVICES {
        let call = client.day(first + n)?;
        let mut line = Line::open(address).await?;
        let (together, drained) = (together.clone(), drained.clone());
        devices.push(tokio::spawn(async move {
            together.wait().await;
            loop {
                let answer = line.ask(&call).await;
                let (status, after) = match &answer {
                    Ok(answer) => (answer.status, answer.retry_after),
                    Err(_broken) => (0, Some(1)),
                };
                let mut seen = drained.lock().await;
                *seen.statuses.entry(status).or_default() += 1;
                seen.rude += u64::from(status == 503 && after.is_none());
                drop(seen);
                if status == 200 {
                    return check(&answer?.body, EACH);
                }
                if status == 0 {
                    line = Line::open(address).await?;
                }
                // A device waits as long as it is told, and a little more, each its own.
                sleep(Duration::from_millis(
                    after.unwrap_or(2) * 1_000 + n % 1_000,
                ))
                .await;
            }
        }));
    }
    together.wait().await;
    let begun = Instant::now();
    let mut left = 0;
    for device in devices {
        let rest = PATIENCE.saturating_sub(begun.elapsed());
        let stop = device.abort_handle();
        match tokio::time::timeout(rest, device).await {
            Ok(done) => done.context("a device ended")??,
            Err(_late) => {
                stop.abort();
                left += 1;
            }
        }
    }
    let mut drained = std::mem::take(&mut *drained.lock().await);
    drained.took = begun.elapsed();
    drained.left = left;
    Ok(drained)
}
