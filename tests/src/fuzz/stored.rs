//! What lies on a device when the app is opened: rows with their digests, commands with their states. Whatever it is, the app
//! opens, leaves out what does not add up, and can be talked to.
use serde::{Deserialize, Serialize};
use shared::command::Command;
use shared::sync::base::{StoredBase, StoredScope};
use shared::sync::event::{Answer, What};
use shared::sync::outbox::{EntryState, StoredOutbox};
use shared::sync::protocol::{Digest, RowPut};

use super::core::{Talk, adds_up, waiting};
use super::{same, seeds};
use crate::authority::tender;

#[derive(PartialEq, Serialize, Deserialize)]
struct Stored {
    base: Option<StoredBase>,
    outbox: StoredOutbox,
}

pub fn feed(bytes: &[u8]) -> bool {
    let Ok(stored) = shared::wire::read::<Stored>(bytes) else {
        return false;
    };
    same(&stored);
    let told = stored.base.clone();
    let mut talk = Talk::open(stored.base, stored.outbox);
    adds_up(talk.core.base());
    for scope in told.iter().flat_map(|base| &base.scopes) {
        let open = talk.core.base().scopes().get(&scope.scope);
        // Named twice, the last one that adds up counts.
        let others = told.iter().flat_map(|base| &base.scopes);
        let is_once = others.filter(|other| other.scope == scope.scope).count() == 1;
        let sum = Digest::of(distinct(&scope.rows).into_iter());
        assert!(!is_once || open.is_some() == (sum == scope.digest));
    }
    let heads = talk.core.outbox().heads().clone();
    for (no, _) in talk.core.outbox().entries() {
        assert!(talk.core.progress(no).is_some());
    }
    let command = Command::from(tender(7).expect("a tender"));
    talk.feed(What::Ask {
        token: 1,
        command: command.into(),
        author: None,
        tz_minutes: 60,
    });
    talk.round(What::Leads, |_| Answer::Lost, 10);
    talk.round(What::Wake, |_| Answer::Garbage, 10);
    assert!(talk.core.outbox().heads().custody_high >= heads.custody_high);
    adds_up(talk.core.base());
    true
}

/// The rows of a scope, the last of those that have the same name.
fn distinct(rows: &[RowPut]) -> Vec<&RowPut> {
    let is_last = |place: usize, row: &RowPut| {
        let after = rows.iter().skip(place + 1);
        !after
            .into_iter()
            .any(|other| other.t == row.t && other.id == row.id)
    };
    let numbered = rows.iter().enumerate();
    numbered
        .filter(|(place, row)| is_last(*place, row))
        .map(|(_, row)| row)
        .collect()
}

pub fn seeds() -> Vec<Vec<u8>> {
    let rows: Vec<RowPut> =
        serde_json::from_value(seeds::message("page")["rows"].clone()).expect("rows");
    let page = seeds::message("page");
    let scope = |name: serde_json::Value| StoredScope {
        scope: serde_json::from_value(name).expect("a scope"),
        digest: Digest::of(rows.iter()),
        rows: rows.clone(),
    };
    let base = StoredBase {
        epoch: serde_json::from_value(page["epoch"].clone()).expect("a timeline"),
        to: 4,
        lease_until: shared::time::Millis(1_773_662_400_000),
        scopes: vec![scope(page["scope"].clone()), scope("o".into())],
    };
    let mut outbox = StoredOutbox {
        entries: waiting(),
        end: 3,
        ..StoredOutbox::default()
    };
    let bare = Stored {
        base: None,
        outbox: outbox.clone(),
    };
    outbox.heads.epoch = Some(base.epoch);
    outbox.heads.custody_high = 2;
    let verdicts = seeds::samples()
        .into_iter()
        .find(|(name, _)| name == "verdicts");
    let verdict = verdicts.and_then(|(_, all)| serde_json::from_value(all[0].clone()).ok());
    if let (Some(entry), Some(verdict)) = (outbox.entries.first_mut(), verdict) {
        entry.state = EntryState::Judged { verdict };
    }
    let whole = Stored {
        base: Some(base),
        outbox,
    };
    [bare, whole]
        .iter()
        .map(|stored| shared::wire::write(stored).expect("JSON").into_bytes())
        .collect()
}
