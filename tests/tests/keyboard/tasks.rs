//! What people do. A new task is a line here, in an order in which what it needs is there; its keys stand in the file of whoever does it.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use backend::store::{self, StoreError};
use futures::future::LocalBoxFuture;
use tests::keyboard::Keyboard;
use tests::still::Still;
use tests::tablet::SEEN_MAX;
use tests::wait;

use super::{cases, contracts, everybody, follow_up, people, site, tenders};

/// One of them.
pub struct Task {
    /// What a person would call it.
    pub name: &'static str,
    /// Who does it.
    pub who: &'static str,
    /// The commands that it gives.
    pub gives: &'static [&'static str],
    /// The keys.
    pub run: for<'k, 'p> fn(&'k mut Keyboard<'p>) -> LocalBoxFuture<'k, Result<()>>,
}

macro_rules! tasks {
    ($($who:literal => { $($name:literal [$($gives:literal),*] $run:path;)+ })+) => {
        &[$($(Task { name: $name, who: $who, gives: &[$($gives),*], run: |keyboard| Box::pin($run(keyboard)) }),+),+]
    };
}

/// All of them; signing in and out stands between.
pub const TASKS: &[Task] = tasks! {
    "upphandlare" => {
        "register a tender by hand" ["register_tender"] tenders::by_hand;
        "register a tender from a notice" ["register_tender"] tenders::from_notice;
        "set its requirement" ["set_requirement"] tenders::requirement;
        "award it" ["award_tender"] tenders::award;
        "register the contract" ["sign_contract"] tenders::contract;
    }
    "avtal" => {
        "register a site" ["register_site"] contracts::site;
        "offer three slots" ["offer_slot"] contracts::offer;
        "let trainees of a site check in by themselves" ["set_check_in"] contracts::check_in;
        "engage a subcontractor" ["engage_subcontractor"] contracts::engage;
        "find anything by its name" [] everybody::search;
        "sort, filter and choose in a table" [] everybody::table;
        "choose columns and keep a view" [] everybody::view;
        "take a table as CSV" [] everybody::csv;
        "change to the sun theme and back" [] everybody::theme;
        "change the language and back" [] everybody::language;
        "see what this device has not sent" [] everybody::device;
        "see what was refused" [] everybody::inbox;
        "judge again and put aside what came from a device" [] everybody::settle;
    }
    "handlaggare" => {
        "register a candidate" ["register_candidate"] cases::candidate;
        "match three candidates with slots" ["plan_placement"] cases::plan;
        "start a placement" ["start_placement"] cases::start;
        "end a placement early" ["end_placement_early"] cases::end;
        "complete a placement" ["start_placement", "complete_placement"] cases::complete;
        "say that a placement did not start" ["report_no_start"] cases::no_start;
        "settle a disputed day" ["settle_day"] cases::settle;
        "plan a meeting" ["plan_meeting"] follow_up::plan;
        "move a meeting" ["move_meeting"] follow_up::postpone;
        "call off a meeting" ["cancel_meeting"] follow_up::cancel;
        "write a note of a meeting" ["record_meeting"] follow_up::note;
        "correct a note" ["correct_note"] follow_up::correct;
        "note a task" ["add_task"] follow_up::task;
        "say that a task is done" ["complete_task"] follow_up::done;
        "take up a task that was done" ["reopen_task"] follow_up::again;
        "change whom to call" ["set_contact"] follow_up::contact;
        "end a placement of the site" ["end_placement_early"] cases::end_on_site;
    }
    "arbetsledare" => {
        "copy yesterday, and undo" ["record_attendance", "retract_attendance"] site::copy;
        "all present, and undo" ["record_attendance", "retract_attendance"] site::all;
        "one here, for a shorter day" ["record_attendance"] site::here;
        "one away, with a reason" ["record_attendance"] site::away;
        "another day, the week and the roll call" [] site::look_around;
        "make a card for a trainee" ["issue_card"] site::card;
        "attest a month" ["attest_month"] site::attest;
    }
    "handlaggare" => {
        "confirm a month" ["confirm_month"] cases::confirm;
        "correct a day" ["correct_attendance"] cases::correct;
    }
    "admin" => {
        "register an organisation" ["register_organisation"] people::organisation;
        "invite somebody" [] people::invite;
        "give somebody one more role" ["grant_membership"] people::grant;
        "end a role" ["end_membership"] people::end;
    }
    // Pairing, passkeys, sudo, visits, meeting notes, feedback: here, with the screen that they come with.
};

/// How many commands of each kind have changed something so far.
pub async fn given(still: &Still) -> Result<BTreeMap<String, usize>> {
    let rows = store::read(&*still.app.store, |tx| {
        Box::pin(async move {
            let mut kinds = Vec::new();
            for tenant in tx.tenants().await? {
                kinds.extend(
                    tx.audit_after(tenant.id, 0, 10_000)
                        .await?
                        .into_iter()
                        .map(|row| row.kind),
                );
            }
            Ok::<_, StoreError>(kinds)
        })
    });
    let mut count = BTreeMap::new();
    for kind in rows.await? {
        *count.entry(kind).or_insert(0) += 1;
    }
    Ok(count)
}

/// The commands that the table's tasks give.
pub fn all_given() -> Vec<&'static str> {
    TASKS.iter().flat_map(|task| task.gives).copied().collect()
}

/// Each of these commands has come to the server since, and changed something.
pub async fn ensure_given(
    still: &Still,
    before: &BTreeMap<String, usize>,
    wanted: &[&str],
) -> Result<()> {
    let count =
        |all: &BTreeMap<String, usize>, kind: &str| all.get(kind).copied().unwrap_or_default();
    wait::until("all commands to come", SEEN_MAX, async || {
        let now = given(still).await?;
        let missing: Vec<_> = wanted
            .iter()
            .filter(|kind| count(&now, kind) <= count(before, kind))
            .collect();
        ensure!(missing.is_empty(), "{missing:?} have not come");
        Ok(Some(()))
    })
    .await
}
