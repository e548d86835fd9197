//! Ours: a supervisor's device that reports its trainees' days in sealed, chained commands, against the real program.

use std::ops::Range;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use shared::command::{Command, RecordAttendance};
use shared::id::ReplicaId;
use shared::model::Attendance;
use shared::ordered::Map;
use shared::quantity::Minutes;
use shared::sync::envelope::{self, Draft, Knowledge};
use shared::sync::protocol::{BATCH_MAX, PullReply, PullRequest, PushReply, PushRequest};
use shared::verdict::Outcome;
use shared::wire::{PROTO, SCHEMA};
use uuid::Uuid;

use crate::peer::Peer;
use crate::wire::{Call, Line};
use crate::world::{TRAINEES, World, now, placement};

/// The first site is for one device that reports years; the others are for the many.
const ALONE: u64 = 0;

/// A device's protocol.
pub struct Client {
    pub world: Arc<World>,
    /// Who pulls.
    replica: ReplicaId,
}

impl Client {
    pub fn new(world: Arc<World>) -> Self {
        Self {
            world,
            replica: Uuid::now_v7().into(),
        }
    }

    fn headers(session: &str, encoding: &str) -> String {
        format!("origin: http://localhost\r\ncookie: __Host-sid={session}\r\n{encoding}")
    }

    /// One device's report of a whole day of a site; the same number is the same day.
    pub fn day(&self, number: u64) -> Result<Call> {
        let sites = self.world.sites.len() as u64 - 1;
        let site = 1 + number % sites;
        let day = number / sites;
        let calls = self.report(site, day * TRAINEES..(day + 1) * TRAINEES)?;
        calls.into_iter().next().context("an empty day")
    }

    /// A device's commands for these trainees' days of a site, counted day by day, in as many pushes as they need.
    fn report(&self, site: u64, days: Range<u64>) -> Result<Vec<Call>> {
        let replica: ReplicaId = Uuid::now_v7().into();
        let at = now();
        let mut prev = None;
        let mut sealed = Vec::new();
        for (no, n) in (1..).zip(days) {
            let day = self.world.first.plus_days(i64::try_from(n / TRAINEES)?);
            ensure!(day <= self.world.today, "no days are left to report");
            let command = RecordAttendance {
                placement: placement(site, n % TRAINEES),
                day,
                attendance: Attendance::Present {
                    minutes: Minutes::parse(480)?,
                },
                replaces: None,
            };
            let draft = Draft {
                command: Command::from(command),
                author: None,
                occurred_at: at,
                tz: 60,
                mono_ms: 0,
                skew_est_ms: 0,
                base: Map::new(),
                view: Knowledge {
                    schema: SCHEMA,
                    build: "bench".to_owned(),
                    seq: 0,
                },
            };
            let envelope = envelope::seal(replica, no, prev, &draft)?;
            let head =
                envelope::head(replica, &envelope).context("an envelope that does not read")?;
            prev = Some(head.hash);
            sealed.push(envelope);
        }
        let site = usize::try_from(site)?;
        let session = &self.world.sites.get(site).context("no such site")?;
        let calls = sealed.chunks(BATCH_MAX).map(|batch| {
            let request = PushRequest {
                proto: PROTO,
                epoch_seen: None,
                replica_id: replica,
                branches: Vec::new(),
                batch: batch.to_vec(),
            };
            let body = serde_json::to_vec(&request)?;
            Ok(Call::new(
                "POST",
                "/sync/v1/push",
                &Self::headers(session, ""),
                body,
            ))
        });
        calls.collect()
    }

    fn pull_call(&self, session: &str, after: Option<&PullReply>, encoding: &str) -> Result<Call> {
        let request = PullRequest {
            proto: PROTO,
            epoch: after.map(|reply| reply.epoch),
            replica_id: self.replica,
            branches: Vec::new(),
            lacks_before: false,
            schema: SCHEMA,
            scopes: after
                .into_iter()
                .flat_map(|reply| {
                    let whole = reply.scopes.iter().map(|delta| (delta.id, delta.through));
                    whole.chain(reply.scopes_new.iter().map(|id| (*id, reply.to)))
                })
                .collect(),
            verdicts_after: 0,
            need_digest: true,
            takes_whole: true,
            health: None,
        };
        let body = serde_json::to_vec(&request)?;
        Ok(Call::new(
            "POST",
            "/sync/v1/pull",
            &Self::headers(session, encoding),
            body,
        ))
    }

    /// What a device of this session that has everything asks.
    pub async fn idle_of(&self, line: &mut Line, session: &str) -> Result<Call> {
        let answer = line.ask_all(&[self.pull_call(session, None, "")?]).await?;
        let reply: PullReply = serde_json::from_slice(&answer.body)?;
        ensure!(!reply.more, "the first pull did not bring all");
        self.pull_call(session, Some(&reply), "")
    }

    /// The session of the one device.
    pub fn alone(&self) -> Result<&str> {
        let site = self.world.sites.get(usize::try_from(ALONE)?);
        Ok(site.context("no site")?)
    }

    /// Pulls a site from nothing, as a browser does, compressed.
    pub async fn pull_compressed(&self, line: &mut Line) -> Result<()> {
        let call = self.pull_call(self.alone()?, None, "accept-encoding: br\r\n")?;
        line.ask_all(&[call]).await?;
        Ok(())
    }
}

/// Whether every command of a push was applied.
pub fn check(body: &[u8], commands: u64) -> Result<()> {
    let applied = applied(body)?;
    ensure!(applied == commands, "{applied} of {commands} were applied");
    Ok(())
}

fn applied(body: &[u8]) -> Result<u64> {
    let reply: PushReply = serde_json::from_slice(body)?;
    let is_applied = |outcome: &Outcome| matches!(outcome, Outcome::Applied { .. });
    let other = reply
        .verdicts
        .iter()
        .find(|verdict| !is_applied(&verdict.outcome));
    ensure!(other.is_none(), "not applied: {other:?}");
    Ok(reply.verdicts.len() as u64)
}

#[async_trait::async_trait]
impl Peer for Client {
    fn push(&self, days: Range<u64>, client: u64) -> Result<Vec<Call>> {
        match client {
            0 => self.report(ALONE, days),
            number => Ok(vec![self.day(number - 1)?]),
        }
    }

    fn is_taken(&self, bodies: &[Vec<u8>], days: u64) -> Result<()> {
        let mut all = 0;
        for body in bodies {
            all += applied(body)?;
        }
        ensure!(all == days, "{all} of {days} were applied");
        Ok(())
    }

    async fn pull(&self, line: &mut Line) -> Result<Vec<Vec<u8>>> {
        let answer = line
            .ask_all(&[self.pull_call(self.alone()?, None, "")?])
            .await?;
        Ok(vec![answer.body])
    }

    fn days(&self, bodies: &[Vec<u8>]) -> Result<u64> {
        let mut found = 0;
        for body in bodies {
            let reply: Value = serde_json::from_slice(body)?;
            ensure!(
                reply["more"] == json!(false),
                "the first pull did not bring all"
            );
            let scopes = reply["scopes"].as_array().context("no scopes")?;
            let rows = scopes
                .iter()
                .filter_map(|scope| scope["puts"].as_array())
                .flatten();
            let sheets = rows.filter(|row| row["t"] == "sheet");
            let days = sheets.filter_map(|row| row["row"]["days"].as_object());
            found += days.map(|days| days.len() as u64).sum::<u64>();
        }
        Ok(found)
    }

    async fn idle(&self, line: &mut Line) -> Result<Vec<Call>> {
        Ok(vec![self.idle_of(line, self.alone()?).await?])
    }
}
