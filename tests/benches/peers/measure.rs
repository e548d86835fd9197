//! What is measured of every server alike.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tokio::sync::Barrier;

use crate::peer::Peer;
use crate::process;
use crate::wire::{Call, Line};

/// Days of one push, and how often it is made.
pub const PUSH: u64 = 1_000;
pub const ROUNDS: u64 = 10;
const PULLS: usize = 5;
const POLLS: usize = 200;
/// The morning: so many devices at once, so many days each, so many mornings.
pub const DEVICES: u64 = 200;
pub const EACH: u64 = 20;
pub const MORNINGS: u64 = 3;
/// Where the many's days begin, for peers that count them on.
const MANY: u64 = 1_000_000;

/// What came of one server.
#[derive(Clone, Copy, Debug, Default)]
pub struct Figures {
    /// Of a push of a thousand: the median.
    pub push: Duration,
    /// Of the server, for one day.
    pub cpu_micros: f64,
    /// Of all days: the median.
    pub pull: Duration,
    /// Answers' bodies and requests' for one day.
    pub pull_bytes: f64,
    /// Of a poll: the median.
    pub poll: Duration,
    /// Its bodies, and all that passed.
    pub poll_bytes: (u64, u64),
    /// Of a device's push in a morning: the 99th of a hundred; the median of the mornings.
    pub rush: Duration,
}

pub async fn all(address: SocketAddr, pid: u32, peer: Arc<dyn Peer>) -> Result<Figures> {
    let mut line = Line::open(address).await?;
    let mut pushes = Vec::new();
    let before = process::cpu(pid)?;
    for round in 0..ROUNDS {
        let calls = peer.push(round * PUSH..(round + 1) * PUSH, 0)?;
        let begun = Instant::now();
        let bodies = each(&mut line, &calls).await?;
        pushes.push(begun.elapsed());
        peer.is_taken(&bodies, PUSH)?;
    }
    let used = process::cpu(pid)?.saturating_sub(before);
    let mut pulls = Vec::new();
    for _ in 0..PULLS {
        let mut line = Line::open(address).await?;
        let begun = Instant::now();
        let bodies = peer.pull(&mut line).await?;
        pulls.push((begun.elapsed(), line.passed.bodies));
        let days = peer.days(&bodies)?;
        ensure!(days == PUSH * ROUNDS, "{days} days came");
    }
    // Node hangs up on whoever is silent for five seconds.
    let mut line = Line::open(address).await?;
    let (poll, poll_bytes) = idle(&mut line, &*peer).await?;
    let mut mornings = Vec::new();
    for morning in 0..MORNINGS {
        mornings.push(rush(address, &peer, morning).await?);
    }
    let total = (PUSH * ROUNDS) as f64;
    let bytes = pulls.iter().map(|pull| pull.1).max().unwrap_or_default();
    Ok(Figures {
        push: at(&mut pushes, 50),
        cpu_micros: used.as_secs_f64() * 1e6 / total,
        pull: at(&mut pulls.iter().map(|pull| pull.0).collect::<Vec<_>>(), 50),
        pull_bytes: bytes as f64 / total,
        poll,
        poll_bytes,
        rush: at(&mut mornings, 50),
    })
}

async fn each(line: &mut Line, calls: &[Call]) -> Result<Vec<Vec<u8>>> {
    let mut bodies = Vec::new();
    for call in calls {
        bodies.push(line.ask_all(std::slice::from_ref(call)).await?.body);
    }
    Ok(bodies)
}

async fn idle(line: &mut Line, peer: &dyn Peer) -> Result<(Duration, (u64, u64))> {
    let calls = peer.idle(line).await?;
    polls(line, &calls).await
}

/// The same question again and again: how long it takes, and how much passes.
pub async fn polls(line: &mut Line, calls: &[Call]) -> Result<(Duration, (u64, u64))> {
    let mut waits = Vec::new();
    line.ask_all(calls).await?;
    let before = line.passed;
    for _ in 0..POLLS {
        let begun = Instant::now();
        line.ask_all(calls).await?;
        waits.push(begun.elapsed());
    }
    let polls = POLLS as u64;
    let bodies = (line.passed.bodies - before.bodies) / polls;
    let all = (line.passed.all - before.all) / polls;
    Ok((at(&mut waits, 50), (bodies, all)))
}

async fn rush(address: SocketAddr, peer: &Arc<dyn Peer>, morning: u64) -> Result<Duration> {
    let together = Arc::new(Barrier::new(usize::try_from(DEVICES)?));
    let mut devices = Vec::new();
    for device in morning * DEVICES..(morning + 1) * DEVICES {
        let first = MANY + device * EACH;
        let calls = peer.push(first..first + EACH, device + 1)?;
        let mut line = Line::open(address).await?;
        let (together, peer) = (together.clone(), peer.clone());
        devices.push(tokio::spawn(async move {
            together.wait().await;
            let begun = Instant::now();
            let bodies = each(&mut line, &calls).await?;
            let took = begun.elapsed();
            peer.is_taken(&bodies, EACH)?;
            Ok::<_, anyhow::Error>(took)
        }));
    }
    let mut waits = Vec::new();
    for device in devices {
        waits.push(device.await.context("a device ended")??);
    }
    Ok(at(&mut waits, 99))
}

/// The wait that so many of a hundred do not pass.
pub fn at(waits: &mut [Duration], percent: usize) -> Duration {
    waits.sort_unstable();
    let last = waits.len().saturating_sub(1);
    waits.get(last * percent / 100).copied().unwrap_or_default()
}
