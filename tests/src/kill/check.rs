//! What must hold of the data: after every kill, and at the end over everything.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use anyhow::{Context, Result, ensure};
use backend::store::AuditRow;
use shared::command::{Command, Executed, run_full};
use shared::id::UserId;
use shared::scope::{Scope, scopes};
use shared::state::State;
use shared::verdict::{Outcome, Parked, Verdict};
use shared::wire::CommandRef;
use uuid::Uuid;

use super::image::Image;
use crate::pusher::Pusher;

/// What was counted.
#[derive(Debug, Default)]
pub struct Figures {
    kept_unsaid: u64,
    judged_unsaid: u64,
    kills_in_the_window: u64,
    acknowledged: u64,
    lost: u64,
    twice: u64,
    outcomes: BTreeMap<&'static str, u64>,
}

impl Figures {
    /// Commands that the server had committed, and the device did not know.
    #[must_use]
    pub const fn unacknowledged(&self) -> u64 {
        self.kept_unsaid + self.judged_unsaid
    }

    /// With those of another story.
    pub fn add(&mut self, other: &Self) {
        self.kept_unsaid += other.kept_unsaid;
        self.judged_unsaid += other.judged_unsaid;
        self.kills_in_the_window += other.kills_in_the_window;
        self.acknowledged += other.acknowledged;
        self.lost += other.lost;
        self.twice += other.twice;
        for (outcome, count) in &other.outcomes {
            *self.outcomes.entry(outcome).or_default() += count;
        }
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "acknowledged {}, lost {}, applied twice {}, committed but unacknowledged {} ({} of them judged, {} only kept; \
             in {} kills), outcomes {:?}",
            self.acknowledged,
            self.lost,
            self.twice,
            self.unacknowledged(),
            self.judged_unsaid,
            self.kept_unsaid,
            self.kills_in_the_window,
            self.outcomes
        )
    }
}

/// What is known of a run over one database.
pub struct Story {
    /// The rows before the load.
    before: State,
    /// The last sequence number before the load.
    head: i64,
    figures: Figures,
}

impl Story {
    /// `before` and `head` are from before the load.
    #[must_use]
    pub fn new(before: State, head: i64) -> Self {
        Self {
            before,
            head,
            figures: Figures::default(),
        }
    }

    /// What was counted.
    #[must_use]
    pub fn figures(self) -> Figures {
        self.figures
    }

    /// Counts the window, and sees that nothing acknowledged is missing. No answer is on its way any more.
    /// Tells how many commands wait for their verdict.
    ///
    /// # Errors
    /// When something acknowledged is missing.
    pub async fn look_after_kill(&mut self, image: &Image, devices: &[Pusher]) -> Result<usize> {
        let unjudged = image.unjudged().await?;
        let mut unsaid_all = 0;
        for device in devices {
            let replica = device.replica.uuid();
            let kept = image.replica(replica).await?;
            let high = kept.map_or(Ok(0), |row| u64::try_from(row.custody_high))?;
            ensure!(
                high >= device.acknowledged,
                "{} of {replica} were acknowledged, {high} are kept",
                device.acknowledged
            );
            let waiting = unjudged.iter().filter(|row| row.replica == replica);
            let waiting = waiting.count() as u64;
            let unsaid = high - device.acknowledged;
            ensure!(waiting <= unsaid, "{replica}: acknowledged, yet not judged");
            self.figures.kept_unsaid += waiting;
            self.figures.judged_unsaid += unsaid - waiting;
            unsaid_all += unsaid;
        }
        self.figures.kills_in_the_window += u64::from(unsaid_all > 0);
        Ok(unjudged.len())
    }

    /// Everything, when all commands are acknowledged.
    ///
    /// # Errors
    /// When something is missing, or there twice, or not what the commands come to.
    pub async fn look_at_end(&mut self, image: &Image, devices: &[Pusher]) -> Result<()> {
        let mut seqs = BTreeMap::new();
        for device in devices {
            self.look_at_device(image, device, &mut seqs).await?;
        }
        let links = image.audit(self.head).await?;
        self.count_twice(&links);
        let chain = image.chain().await?;
        let count = u64::try_from(image.head().await?)?;
        ensure!(chain == Ok(count), "the chain: {chain:?} of {count}");
        let placed: BTreeMap<i64, (Uuid, i64)> = links
            .iter()
            .map(|link| (link.seq, (link.replica, link.cmd_no)))
            .collect();
        ensure!(
            placed == seqs,
            "the verdicts and the chain tell of different commands"
        );
        ensure!(
            self.figures.lost == 0 && self.figures.twice == 0,
            "{}",
            self.figures
        );
        self.look_at_rows(image, &links).await
    }

    /// Custody and verdicts of one device: each command once, and as the device was told.
    async fn look_at_device(
        &mut self,
        image: &Image,
        device: &Pusher,
        seqs: &mut BTreeMap<i64, (Uuid, i64)>,
    ) -> Result<()> {
        let replica = device.replica.uuid();
        self.figures.acknowledged += device.acknowledged;
        for no in 1..=device.acknowledged {
            let kept = image.intake(replica, i64::try_from(no)?).await?;
            let is_same = kept.is_some_and(|row| {
                row.judged
                    && row.user == device.user.uuid()
                    && Some(row.hash) == device.hash(no).map(|hash| hash.0)
            });
            self.figures.lost += u64::from(!is_same);
        }
        let beyond = image
            .intake(replica, i64::try_from(device.made() + 1)?)
            .await?;
        ensure!(beyond.is_none(), "{replica}: a command that nobody made");
        let mut told = BTreeMap::new();
        for (at, row) in (1_i64..).zip(image.verdicts(replica).await?) {
            ensure!(row.no == at, "{replica}: verdict {} at place {at}", row.no);
            let verdict: Verdict = serde_json::from_str(&row.body)?;
            ensure!(
                (verdict.no, verdict.seq, verdict.outcome.state())
                    == (row.no, row.seq, &*row.state),
                "{replica}: {row:?}"
            );
            let is_of_the_server = matches!(
                verdict.outcome,
                Outcome::Parked {
                    why: Parked::Internal | Parked::Undecodable
                }
            );
            ensure!(!is_of_the_server, "{replica}: {verdict:?}");
            *self
                .figures
                .outcomes
                .entry(verdict.outcome.state())
                .or_default() += 1;
            let is_applied = matches!(verdict.outcome, Outcome::Applied { .. });
            ensure!(is_applied == row.seq.is_some(), "{replica}: {row:?}");
            if let Some(seq) = row.seq {
                seqs.insert(seq, (replica, row.cmd_no));
            }
            let again = told.insert(verdict.cmd_no, verdict);
            ensure!(
                again.is_none(),
                "{replica}: two verdicts for {}",
                row.cmd_no
            );
        }
        ensure!(
            told == device.verdicts,
            "{replica}: the verdicts told are not those kept"
        );
        ensure!(
            told.len() as u64 == device.made(),
            "{replica}: verdicts missing"
        );
        Ok(())
    }

    fn count_twice(&mut self, links: &[AuditRow]) {
        let mut seen = BTreeSet::new();
        for link in links {
            self.figures.twice += u64::from(!seen.insert((link.replica, link.cmd_no)));
        }
    }

    /// The rows are the fold of the chain over the rows before, and every scope's digest is that of its rows.
    async fn look_at_rows(&self, image: &Image, links: &[AuditRow]) -> Result<()> {
        let mut folded = self.before.clone();
        for link in links {
            let sent = image.envelope(link.replica, link.cmd_no).await?;
            let sent = sent.context("a link without its command")?;
            let command = Command::decode(&sent.kind, sent.v, &sent.payload)?;
            let cmd = CommandRef {
                replica: link.replica.into(),
                no: sent.cmd_no,
            };
            let (at, tz) = (sent.occurred_at, sent.tz);
            let actor = UserId::from(link.actor);
            let done = run_full(&mut folded, &command, actor, cmd, at, tz, link.seq);
            ensure!(
                matches!(done, Executed::Changed(_)),
                "link {}: {done:?}",
                link.seq
            );
        }
        let rows = image.state().await?;
        ensure!(
            rows.len() == folded.len(),
            "{} rows, {} folded",
            rows.len(),
            folded.len()
        );
        for (row, expected) in rows.iter().zip(folded.iter()) {
            ensure!(row == expected, "{row:?} is not {expected:?}");
        }
        let all: BTreeSet<Scope> = rows
            .iter()
            .flat_map(scopes)
            .map(|(scope, _)| scope)
            .collect();
        for scope in all {
            let (said, found) = image.digests(scope).await?;
            ensure!(said == found, "{scope}: {said:?} is not {found:?}");
        }
        Ok(())
    }
}
