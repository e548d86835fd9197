//! A device that only pushes, over real HTTP: it signs in, seals commands into its outbox and sends them until they are
//! acknowledged. A command once sealed is sent with the same bytes for ever, whatever became of the answer. Its own copy of
//! the rows is moved by its own commands alone, so that what it says next builds on what it said before.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail, ensure};
use backend::app::{day_in_sweden, offset_in_sweden};
use backend::auth::cookie;
use serde_json::{Value, json};
use shared::api::SessionInfo;
use shared::command::{Command, run_full};
use shared::id::{ReplicaId, UserId};
use shared::state::State;
use shared::sync::envelope::{self, Draft, Knowledge};
use shared::sync::protocol::{PushReply, PushRequest};
use shared::testing::{Dice, GENERATORS, Scene};
use shared::time::Millis;
use shared::verdict::Verdict;
use shared::wire::{CommandRef, Hash, PROTO, SCHEMA};
use uuid::Uuid;

const BUSY: reqwest::StatusCode = reqwest::StatusCode::SERVICE_UNAVAILABLE;
const ANSWER_MAX: Duration = Duration::from_secs(60);
/// How often a generator that finds no occasion is asked again before another kind has its turn.
const TRIES_MAX: usize = 1000;

/// Limits that do not get in the way of a load, as a settings file has them.
#[must_use]
pub fn wide_settings() -> Value {
    let wide = 1_000_000;
    json!({
        "request_seconds": 60,
        // What is held to a second factor is tested by itself.
        "second_factor": "offered",
        "limits": {
            "login_per_address_minute": wide,
            "login_per_account_five_minutes": wide,
            "sync_per_user_minute": wide,
            "api_per_user_minute": wide,
            "public_per_address_minute": wide,
            "hello_per_address_minute": wide,
        }
    })
}

/// What became of a push.
#[derive(Debug)]
pub enum Pushed {
    /// It was answered.
    Told(PushReply),
    /// The server cannot do it now: what it took, it keeps, and it is to be asked again.
    Busy,
    /// The connection broke: whether the server took it is unknown.
    Gone,
}

/// One device.
pub struct Pusher {
    /// Who is signed in.
    pub user: UserId,
    /// Its chain.
    pub replica: ReplicaId,
    /// All commands up to this number are acknowledged.
    pub acknowledged: u64,
    /// The verdicts as the answers told them.
    pub verdicts: BTreeMap<u64, Verdict>,
    http: reqwest::Client,
    session: String,
    outbox: Vec<Value>,
    last: Option<Hash>,
    rows: State,
    kinds: &'static [&'static str],
}

impl Pusher {
    /// Signs in. `rows` is what the device has, `kinds` what its user does.
    ///
    /// # Errors
    /// When the server refuses or does not answer.
    pub async fn sign_in(
        server: &str,
        (login, password): (&str, &str),
        replica: Uuid,
        rows: State,
        kinds: &'static [&'static str],
    ) -> Result<Self> {
        let http = reqwest::Client::builder().timeout(ANSWER_MAX).build()?;
        let answer = http
            .post(format!("{server}/auth/v1/login"))
            .header("origin", server)
            .json(&json!({ "login": login, "password": password }))
            .send()
            .await?
            .error_for_status()?;
        let line = answer
            .headers()
            .get("set-cookie")
            .context("no session")?
            .to_str()?;
        let session = line.split(';').next().unwrap_or_default().to_owned();
        ensure!(session.starts_with(cookie::NAME), "no session in {line}");
        let info: SessionInfo = answer.json().await?;
        Ok(Self {
            user: info.user,
            replica: replica.into(),
            acknowledged: 0,
            verdicts: BTreeMap::new(),
            http,
            session,
            outbox: Vec::new(),
            last: None,
            rows,
            kinds,
        })
    }

    /// How many commands were ever made here.
    #[must_use]
    pub fn made(&self) -> u64 {
        self.outbox.len() as u64
    }

    /// The hash of a command as it was sealed.
    #[must_use]
    pub fn hash(&self, no: u64) -> Option<Hash> {
        let place = usize::try_from(no).ok()?.checked_sub(1)?;
        Some(envelope::head(self.replica, self.outbox.get(place)?)?.hash)
    }

    /// Makes commands until the outbox holds those up to `no`.
    ///
    /// # Errors
    /// When the rows give no occasion for any of its kinds.
    pub fn make_up_to(&mut self, no: u64, dice: &mut Dice) -> Result<()> {
        while self.made() < no {
            let command = self.next_command(dice)?;
            self.seal(&command)?;
        }
        Ok(())
    }

    fn next_command(&self, dice: &mut Dice) -> Result<Command> {
        for _ in 0..TRIES_MAX {
            let kind = dice.pick(self.kinds).context("no kinds")?;
            let made = GENERATORS.iter().find(|(name, _)| *name == kind);
            let (_, generator) = made.context("no generator")?;
            let scene = Scene {
                rows: &self.rows,
                me: self.user,
                today: day_in_sweden(now()),
                people: &[],
            };
            if let Some(command) = generator(dice, &scene) {
                return Ok(command);
            }
        }
        bail!("no occasion for any of {:?}", self.kinds)
    }

    /// Puts a command of the caller's own into the outbox.
    ///
    /// # Errors
    /// When it cannot be written down.
    pub fn seal(&mut self, command: &Command) -> Result<()> {
        let (no, at) = (self.made() + 1, now());
        let tz = offset_in_sweden(at);
        let draft = Draft {
            command: command.clone().into(),
            author: None,
            occurred_at: at,
            tz,
            mono_ms: 0,
            skew_est_ms: 0,
            base: shared::ordered::Map::new(),
            view: Knowledge {
                schema: SCHEMA,
                build: "load".to_owned(),
                seq: 0,
                epoch: None,
            },
        };
        let sealed = envelope::seal(self.replica, no, self.last, &draft)?;
        self.last = Some(
            envelope::head(self.replica, &sealed)
                .context("an envelope that does not read")?
                .hash,
        );
        self.outbox.push(sealed);
        let cmd = CommandRef {
            replica: self.replica,
            no,
        };
        run_full(&mut self.rows, command, self.user, cmd, at, tz, 0);
        Ok(())
    }

    /// Sends these commands. Nothing comes back when the connection broke: whether the server took them is then unknown.
    ///
    /// # Errors
    /// When the server answers anything but 200, or changes a verdict that it gave before.
    pub async fn push(
        &mut self,
        server: &str,
        numbers: RangeInclusive<u64>,
    ) -> Result<Option<PushReply>> {
        match self.try_push(server, numbers.clone()).await? {
            Pushed::Told(reply) => Ok(Some(reply)),
            Pushed::Gone => Ok(None),
            Pushed::Busy => bail!("{numbers:?} answered {BUSY}"),
        }
    }

    /// Sends these commands to a server whose database may fail.
    ///
    /// # Errors
    /// When the server answers anything but 200 and 503, or changes a verdict that it gave before.
    pub async fn try_push(&mut self, server: &str, numbers: RangeInclusive<u64>) -> Result<Pushed> {
        let batch = self.batch(&numbers)?;
        let sent = self.request(server, &batch).send().await;
        let Ok(answer) = sent else {
            return Ok(Pushed::Gone);
        };
        let status = answer.status();
        let Ok(body) = answer.bytes().await else {
            return Ok(Pushed::Gone);
        };
        if status == BUSY {
            return Ok(Pushed::Busy);
        }
        ensure!(
            status.is_success(),
            "{numbers:?} answered {status}: {}",
            String::from_utf8_lossy(&body)
        );
        let reply: PushReply = serde_json::from_slice(&body)?;
        self.take(&reply)?;
        Ok(Pushed::Told(reply))
    }

    fn batch(&self, numbers: &RangeInclusive<u64>) -> Result<Vec<u8>> {
        let (first, last) = (
            usize::try_from(*numbers.start())?,
            usize::try_from(*numbers.end())?,
        );
        let batch = self
            .outbox
            .get(first.saturating_sub(1)..last)
            .context("commands that are not made")?;
        let request = PushRequest {
            proto: PROTO,
            epoch_seen: None,
            replica_id: self.replica,
            branches: Vec::new(),
            batch: batch.to_vec(),
        };
        Ok(serde_json::to_vec(&request)?)
    }

    fn request(&self, server: &str, body: &[u8]) -> reqwest::RequestBuilder {
        self.http
            .post(format!("{server}/sync/v1/push"))
            .header("origin", server)
            .header("cookie", &self.session)
            .header("content-type", "application/json")
            .body(body.to_vec())
    }

    fn take(&mut self, reply: &PushReply) -> Result<()> {
        ensure!(
            reply.custody_high >= self.acknowledged,
            "command {} was acknowledged, and now only those up to {} are",
            self.acknowledged,
            reply.custody_high
        );
        self.acknowledged = reply.custody_high;
        for verdict in &reply.verdicts {
            let known = self
                .verdicts
                .entry(verdict.cmd_no)
                .or_insert_with(|| verdict.clone());
            ensure!(
                known == verdict,
                "{known:?} was told, and now it is {verdict:?}"
            );
        }
        Ok(())
    }
}

fn now() -> Millis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let millis = since.map(|since| since.as_millis()).unwrap_or_default();
    Millis(i64::try_from(millis).unwrap_or(i64::MAX))
}
