//! The invariants I1–I8 of the sync design, checked after every event and at the end.
use std::collections::{BTreeMap, BTreeSet};

use backend::store::{EntityRow, StoreError, Tx, read};
use backend::vault::{Opened, Place};
use shared::command::Command;
use shared::id::PlacementId;
use shared::model::{Body, Entity, Key, Kind, Sheet};
use shared::scope::Scope;
use shared::state::{Rows, find};
use shared::sync::base::ScopeRows;
use shared::sync::branch::{Was, floor};
use shared::sync::core::SyncCore;
use shared::sync::event::{Answer, Request};
use shared::sync::outbox::{EntryState, Progress};
use shared::sync::protocol::{BATCH_MAX, PushRequest};
use shared::time::Day;
use shared::verdict::Verdict;
use shared::wire::{PROTO, canonical};
use uuid::Uuid;

use super::Found;
use super::oracle::Reader;
use super::server::tenant;
use super::world::World;

impl World {
    /// After every event of a tab: its base is what the server had at that number (I3), never goes back, and shows what this
    /// device has recorded (I7).
    pub fn check_view(&mut self, device: usize, tab_id: u64) -> Found<()> {
        let epoch = self.server.epoch;
        let owner = &mut self.devices[device];
        let name = owner.name;
        let Some(tab) = owner.tabs.iter_mut().find(|tab| tab.id == tab_id) else {
            return Ok(());
        };
        let base = tab.core.base();
        let sum = base.scopes().values().fold(0_u64, |sum, rows| {
            sum.wrapping_mul(31)
                .wrapping_add(rows.digest.h.cast_unsigned())
        });
        if let Some(of) = base.epoch() {
            let now = (of, base.to(), sum);
            if tab.seen != Some(now) {
                if tab.seen.is_some_and(|(e, to, _)| e == of && to > base.to()) {
                    return Err(format!("I7: {name} went back to {}", base.to()));
                }
                tab.seen = Some(now);
                let is_of_this = of == epoch && tab.core.status().is_complete;
                let known = tab.known.filter(|(e, _)| *e == of);
                tab.known = is_of_this.then_some((of, base.to()));
                if is_of_this {
                    let since = known.map_or(-1, |(_, to)| to);
                    check_base(&self.history, &tab.core, name, since)?;
                    *self
                        .report
                        .counts
                        .entry("checkpoints compared")
                        .or_default() += 1;
                }
            }
        }
        own_writes(&tab.core, name)
    }

    /// At the end.
    pub fn check_end(&mut self) -> Found<()> {
        self.check_server_rows()?;
        self.check_waiting()?;
        for device in 0..self.devices.len() {
            self.check_custody(device)?;
            self.check_reach(device)?;
        }
        self.check_again()
    }

    /// I2: the server's rows are what the applied commands come to.
    fn check_server_rows(&mut self) -> Found<()> {
        let vault = self.server.deps.vault.clone();
        let rows = self
            .server
            .exec
            .wait(read(&*self.server.deps.store, move |tx| {
                let vault = vault.clone();
                Box::pin(async move {
                    let mut all = Vec::new();
                    for kind in Kind::ALL {
                        let found = tx.list(tenant(), kind.as_str(), None, 100_000).await?;
                        for row in found {
                            let body = opened(tx, &vault, &row).await;
                            all.push((row, body));
                        }
                    }
                    Ok::<_, StoreError>(all)
                })
            }));
        let rows = rows.map_err(|error| error.to_string())?;
        if rows.len() != self.history.state.len() {
            return Err(format!(
                "I2: the server has {} rows, the commands make {}",
                rows.len(),
                self.history.state.len()
            ));
        }
        for (row, body) in rows {
            let kind = Kind::parse(&row.kind).ok_or("I2: unknown kind")?;
            let own = self.history.state.get(Key::new(kind, row.id));
            let own = own.ok_or_else(|| format!("I2: nothing made {} {}", row.kind, row.id))?;
            let alone = own.body.to_value().map_err(|error| error.to_string())?;
            let body: serde_json::Value =
                serde_json::from_slice(&body?).map_err(|error| error.to_string())?;
            if own.ver != row.ver || alone != body {
                return Err(format!(
                    "I2: {} {} is {} at {}, alone it comes to {} at {}",
                    row.kind,
                    row.id,
                    canonical(&body),
                    row.ver,
                    canonical(&alone),
                    own.ver
                ));
            }
        }
        Ok(())
    }

    /// I1: what was called saved is in custody once, with one verdict, and the device knows it.
    fn check_custody(&mut self, device: usize) -> Found<()> {
        let owner = &self.devices[device];
        let name = owner.name;
        let names = |was: &Was| {
            let renamed = self.renamed.get(was).into_iter().flatten();
            [*was]
                .into_iter()
                .chain(renamed.copied())
                .collect::<Vec<Was>>()
        };
        let saved: Vec<Vec<Was>> = owner.saved.iter().map(names).collect();
        let asked = saved.clone();
        let rows = self
            .server
            .exec
            .wait(read(&*self.server.deps.store, move |tx| {
                let asked = asked.clone();
                Box::pin(async move {
                    let mut all = Vec::new();
                    for was in asked.iter().flatten() {
                        let (replica, no) =
                            (was.replica.uuid(), i64::try_from(was.no).unwrap_or(0));
                        let intake = tx.intake(tenant(), replica, no).await?;
                        let verdict = tx.verdict(tenant(), replica, no).await?;
                        all.push((intake.filter(|row| row.hash == was.hash.0), verdict));
                    }
                    Ok::<_, StoreError>(all)
                })
            }));
        let mut rows = rows.map_err(|error| error.to_string())?.into_iter();
        let outbox = owner.leading().map(|tab| tab.core.outbox());
        let mut known = BTreeMap::new();
        for names in saved {
            let was = names[0];
            let found: Vec<_> = names.iter().zip(rows.by_ref()).collect();
            if known
                .insert((was.replica, was.no), was.hash)
                .is_some_and(|old| old != was.hash)
            {
                return Err(format!(
                    "I1: two commands of {name} were saved as {}",
                    was.no
                ));
            }
            let mut seqs = BTreeSet::new();
            let mut arrived = 0;
            for (now, (intake, verdict)) in found {
                let Some(intake) = intake else { continue };
                arrived += 1;
                if !intake.judged {
                    return Err(format!("I1: {now:?} of {name} was not judged"));
                }
                let row = verdict.ok_or_else(|| format!("I1: {now:?} of {name} has no verdict"))?;
                let given: Verdict =
                    serde_json::from_str(&row.body).map_err(|error| error.to_string())?;
                seqs.extend(given.seq);
                *self.report.counts.entry(given.outcome.state()).or_default() += 1;
                if owner.name_of(now.no) != Some(*now) {
                    continue;
                }
                let entry = outbox.and_then(|outbox| outbox.entry(now.no));
                match entry.map(|entry| &entry.stored.state) {
                    Some(EntryState::Judged { verdict })
                        if (verdict.seq, &verdict.outcome) == (given.seq, &given.outcome) => {}
                    other => {
                        return Err(format!(
                            "I1: {name} thinks of {now:?} {other:?}, it is {given:?}"
                        ));
                    }
                }
                let kept = owner.disk.entries.get(&now.no).map(|entry| &entry.state);
                if kept != entry.map(|entry| &entry.stored.state) {
                    return Err(format!("I1: the disk of {name} thinks of {now:?} {kept:?}"));
                }
            }
            if seqs.len() > 1 {
                return Err(format!("I8: {was:?} of {name} was applied as {seqs:?}"));
            }
            if arrived == 0 && names.iter().any(|now| owner.rotten.contains(now)) {
                *self.report.counts.entry("rotted away").or_default() += 1;
            } else if arrived == 0 {
                return Err(format!("I1: {was:?} of {name} was saved and never arrived"));
            }
        }
        Ok(())
    }

    /// I4: nothing lies on a device that its user may not see; and the disk holds what the tab shows (I3).
    fn check_reach(&mut self, device: usize) -> Found<()> {
        let owner = &self.devices[device];
        let day = Day::at(self.server.now, 60);
        let reader = Reader::new(&self.history.state, owner.user, day);
        let tab = owner.leading().ok_or("I6: nobody leads")?;
        if let Some(kept) = tab.core.base().scopes().get(&Scope::Kept) {
            is_asked_for(&tab.core, kept, owner.name)?;
        }
        for (scope, rows) in tab.core.base().scopes() {
            for held in rows.rows.values().filter(|_| *scope != Scope::Kept) {
                let entity = held.row.entity().ok_or("I3: a row does not read")?;
                if !reader.may(&entity, &held.row.row) {
                    return Err(format!(
                        "I4: {} holds {} {} through {scope} and may not see it",
                        owner.name, held.row.t, held.row.id
                    ));
                }
            }
            let stored = owner
                .disk
                .base
                .as_ref()
                .and_then(|base| base.scopes.get(scope));
            let same = stored.is_some_and(|(digest, stored)| {
                *digest == rows.digest
                    && stored.len() == rows.rows.len()
                    && rows
                        .rows
                        .iter()
                        .all(|(key, held)| stored.get(key) == Some(&held.row))
            });
            if !same {
                return Err(format!("I3: the disk of {} differs in {scope}", owner.name));
            }
        }
        check_base(&self.history, &tab.core, owner.name, -1)
    }

    /// I8: everything once more changes nothing.
    fn check_again(&mut self) -> Found<()> {
        let before = self.history.seq;
        for place in 0..self.devices.len() {
            let owner = &self.devices[place];
            let own = owner.disk.entries.range(floor(&owner.disk.branches) + 1..);
            let all: Vec<_> = own.map(|(_, entry)| entry.clone()).collect();
            for some in all.chunks(BATCH_MAX) {
                let again = PushRequest {
                    proto: PROTO,
                    epoch_seen: None,
                    replica_id: owner.replica,
                    branches: owner.disk.branches.clone(),
                    batch: some.iter().map(|entry| entry.envelope.clone()).collect(),
                };
                let answer = self.server.answer(owner.user, Request::Push(again))?;
                let Answer::Pushed(reply) = answer else {
                    return Err(format!("I8: sent again it comes to {answer:?}"));
                };
                for (entry, verdict) in some.iter().zip(&reply.verdicts) {
                    let same = matches!(&entry.state, EntryState::Judged { verdict: known } if known == verdict);
                    if !same {
                        return Err(format!("I8: judged again as {verdict:?}: {entry:?}"));
                    }
                }
            }
        }
        self.history.follow(&self.server, &self.registry)?;
        if self.history.seq == before && self.head()? == before {
            Ok(())
        } else {
            Err("I8: sent again it changed something".to_owned())
        }
    }
}

async fn opened(
    tx: &mut dyn Tx,
    vault: &backend::vault::Vault,
    row: &EntityRow,
) -> Result<Vec<u8>, String> {
    let place = Place::Entity {
        kind: &row.kind,
        id: row.id,
    };
    let read = vault
        .unseal(tx, tenant(), row.person, &place, &row.body)
        .await;
    match read.map_err(|error| error.to_string())? {
        Opened::Bytes(bytes) => Ok(bytes),
        Opened::Erased { .. } => Err("I2: a person was erased".to_owned()),
    }
}

/// I3: each scope of the base is, row by row, what the history shows for it at that number: by its hash, and what came after `since`
/// by all that it says. At the end all is compared by what it says.
fn check_base(
    history: &super::history::History,
    core: &SyncCore,
    name: &str,
    since: i64,
) -> Found<()> {
    let base = core.base();
    for (scope, held) in base.scopes() {
        if *scope == Scope::Kept {
            has_left(core, held, name)?;
            continue;
        }
        let mut count = 0;
        for (key, shown) in history.at(*scope, base.to()) {
            count += 1;
            let row = &shown.row;
            let is_it = held.rows.get(key).is_some_and(|held| {
                held.hash == shown.hash && (row.ver <= since || held.row == *row)
            });
            if !is_it {
                return Err(format!(
                    "I3: {name} at {} in {scope}: {row:?} is {:?}",
                    base.to(),
                    held.rows.get(key)
                ));
            }
        }
        if count != held.rows.len() {
            return Err(format!(
                "I3: {name} at {} has {} rows in {scope}, it should have {count}",
                base.to(),
                held.rows.len()
            ));
        }
    }
    Ok(())
}

/// I4: what left all scopes stays only while something that was said of it here is undecided. Seen at the end: what is decided between
/// two checkpoints goes with the second.
fn is_asked_for(core: &SyncCore, kept: &ScopeRows, name: &str) -> Found<()> {
    let rows = core.rows();
    let undecided = core.outbox().entries().filter(|(no, _)| {
        let progress = core.progress(*no);
        progress.is_some_and(|progress| progress != Progress::Confirmed)
    });
    let mut said = String::new();
    for (_, entry) in undecided {
        said.push_str(&entry.stored.envelope.to_string());
    }
    let is_asked = |id: &Uuid| {
        let is_said = |id: &Uuid| said.contains(&id.to_string());
        let placements = rows.all(Kind::Placement).into_iter();
        let kept = core.base().kept().all(Kind::Placement);
        let mut placements = placements.chain(kept).filter(|row| is_said(&row.id));
        let is_of =
            |row: &Entity| matches!(&row.body, Body::Placement(p) if p.candidate.uuid() == *id);
        is_said(id) || placements.any(is_of)
    };
    match kept.rows.keys().find(|(_, id)| !is_asked(id)) {
        Some((kind, id)) => Err(format!(
            "I4: {name} keeps {kind} {id}, and nothing asks for it"
        )),
        None => Ok(()),
    }
}

/// I4: what is kept of rows that left is in no scope and in no list.
fn has_left(core: &SyncCore, kept: &ScopeRows, name: &str) -> Found<()> {
    for (kind, id) in kept.rows.keys() {
        let kind = Kind::parse(kind).ok_or("I4: an unknown kind is kept")?;
        let is_listed = core.base().state().get(Key::new(kind, *id)).is_some();
        let elsewhere = core.base().scopes().iter();
        let is_here = elsewhere
            .filter(|(scope, _)| **scope != Scope::Kept)
            .any(|(_, rows)| rows.rows.contains_key(&(kind.as_str().to_owned(), *id)));
        if is_here || is_listed {
            return Err(format!(
                "I4: {name} keeps {kind:?} {id}, which has not left"
            ));
        }
    }
    Ok(())
}

/// I7: the last thing this device has said of a day is shown, until a verdict says no or the base holds what came of it.
fn own_writes(core: &SyncCore, name: &str) -> Found<()> {
    let mut last: BTreeMap<(Uuid, Day), (u64, Option<shared::model::Attendance>)> = BTreeMap::new();
    let to = core.base().to();
    for (no, entry) in core.outbox().entries() {
        let gone = match &entry.stored.state {
            EntryState::Judged { verdict } => {
                verdict.outcome.needs_attention() || verdict.seq.is_none_or(|seq| seq <= to)
            }
            EntryState::Waiting | EntryState::Custody => false,
        };
        let refused = core.preview_refusal(no).is_some();
        let said = match entry.read.as_ref().map(|(_, command)| command) {
            Some(Command::RecordAttendance(c)) => Some((c.placement, c.day, Some(c.attendance))),
            Some(Command::RetractAttendance(c)) => Some((c.placement, c.day, None)),
            _ => None,
        };
        if let Some((placement, day, attendance)) = said {
            let attendance = attendance.filter(|_| !gone && !refused);
            last.insert((placement.uuid(), day), (no, attendance));
        }
        let is_shown = core.progress(no) == Some(Progress::Confirmed);
        if is_shown
            && matches!(&entry.stored.state, EntryState::Judged { verdict } if verdict.seq.is_some_and(|seq| seq > to))
        {
            return Err(format!(
                "I7: {name} calls {no} confirmed before it is there"
            ));
        }
    }
    let rows = core.rows();
    for ((placement, day), (no, said)) in last {
        let Some(said) = said else {
            continue;
        };
        let sheet = Sheet::id_of(PlacementId::from(placement), day.in_month());
        let shown = find::sheet(&rows, sheet)
            .and_then(|sheet| sheet.day(day))
            .is_some_and(|entry| entry.statements.iter().any(|s| s.attendance == said));
        if !shown {
            return Err(format!("I7: {name} does not see its own {no} on {day}"));
        }
    }
    Ok(())
}
