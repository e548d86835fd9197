//! What every peer is asked for, in its own protocol.

use std::net::SocketAddr;
use std::ops::Range;
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use async_trait::async_trait;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::wire::{Call, Line};

/// A protocol, as a device of it speaks.
#[async_trait]
pub trait Peer: Send + Sync {
    /// The requests with which a device hands over these days: device 0 many of them, the others some twenty each.
    fn push(&self, days: Range<u64>, client: u64) -> Result<Vec<Call>>;
    /// Whether the answers say that all of it was taken, where they say so.
    fn is_taken(&self, _bodies: &[Vec<u8>], _days: u64) -> Result<()> {
        Ok(())
    }
    /// Fetches all that there is, from nothing; gives the bodies that came.
    async fn pull(&self, line: &mut Line) -> Result<Vec<Vec<u8>>>;
    /// How many days these bodies hold.
    fn days(&self, bodies: &[Vec<u8>]) -> Result<u64>;
    /// What a device that has everything asks for what is new.
    async fn idle(&self, line: &mut Line) -> Result<Vec<Call>>;
}

/// A running server.
pub struct Server {
    pub address: SocketAddr,
    pub process: u32,
    _child: Child,
}

/// Starts a program that says on which address it listens, as ours does.
pub async fn start(mut command: Command) -> Result<Server> {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    let mut child = command.spawn().context("the peer does not start")?;
    let mut lines = BufReader::new(child.stdout.take().context("no output")?).lines();
    let reading = async {
        while let Some(line) = lines.next_line().await? {
            if let Some((_, address)) = line.split_once("http://") {
                let address = address
                    .split(['/', ' ', '\u{1b}'])
                    .next()
                    .unwrap_or_default();
                return Ok(address.replace("localhost", "127.0.0.1").parse()?);
            }
        }
        bail!("the peer ended before it listened")
    };
    let address = tokio::time::timeout(std::time::Duration::from_secs(30), reading).await??;
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    let process = child.id().context("no process")?;
    Ok(Server {
        address,
        process,
        _child: child,
    })
}
