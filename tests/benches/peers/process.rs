//! What a server's process has used, from `/proc`.

use std::time::Duration;

use anyhow::{Context, Result};

/// Ticks a second of `/proc/<pid>/stat`: 100 on every Linux that this runs on.
const TICKS: u64 = 100;

/// User and system time of all its threads, also those that have ended.
pub fn cpu(process: u32) -> Result<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    let rest = stat.rsplit_once(") ").context("no stat")?.1;
    let field = |place: usize| -> Result<u64> {
        let text = rest.split(' ').nth(place).context("a field is missing")?;
        Ok(text.parse()?)
    };
    Ok(Duration::from_millis(
        (field(11)? + field(12)?) * 1000 / TICKS,
    ))
}

/// The most memory that it has held, in MiB.
pub fn memory_mib(process: u32) -> Result<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .context("no VmHWM")?;
    let kib: u64 = line.trim().trim_end_matches(" kB").trim().parse()?;
    Ok(kib / 1024)
}
