//! For tests only (feature `testing`): one generator per command, an invented cast, and a fixed log of commands whose state
//! hash is the same natively and in WASM. Map: `dice` numbers that follow from a seed, `office`, `site` and `field` the generators,
//! `cast` who and what the invented municipality has, `replay` the log and its hash, `world` sentences about one
//! command.
pub mod cast;
mod dice;
mod field;
#[cfg(test)]
mod keys;
mod office;
#[cfg(test)]
mod oracle;
#[cfg(test)]
pub(crate) mod properties;
pub mod replay;
mod site;
mod trainee;
pub mod world;

pub use dice::Dice;

use crate::command::Command;
use crate::id::UserId;
use crate::state::Rows;
use crate::time::Day;

/// What a generator sees: the rows of a device, who asks, what day it is and whom else one may name.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// Rows.
    pub rows: &'a dyn Rows,
    /// Who asks.
    pub me: UserId,
    /// The local day.
    pub today: Day,
    /// Users that may be named.
    pub people: &'a [UserId],
}

/// Makes a command of one kind that mostly makes sense in the scene; nothing when the rows give no occasion for it.
pub type Generator = fn(&mut Dice, &Scene<'_>) -> Option<Command>;

/// One generator per command; the test below says which is missing.
pub const GENERATORS: &[(&str, Generator)] = &[
    ("register_organisation", office::register_organisation),
    ("grant_membership", office::grant_membership),
    ("end_membership", office::end_membership),
    ("register_tender", office::register_tender),
    ("set_requirement", office::set_requirement),
    ("award_tender", office::award_tender),
    ("sign_contract", office::sign_contract),
    ("engage_subcontractor", office::engage_subcontractor),
    ("register_site", office::register_site),
    ("offer_slot", office::offer_slot),
    ("register_candidate", office::register_candidate),
    ("plan_placement", site::plan_placement),
    ("start_placement", site::start_placement),
    ("end_placement_early", site::end_placement_early),
    ("complete_placement", site::complete_placement),
    ("report_no_start", site::report_no_start),
    ("record_attendance", site::record_attendance),
    ("retract_attendance", site::retract_attendance),
    ("correct_attendance", site::correct_attendance),
    ("attest_month", site::attest_month),
    ("confirm_month", site::confirm_month),
    ("settle_day", site::settle_day),
    ("plan_meeting", field::plan_meeting),
    ("move_meeting", field::move_meeting),
    ("cancel_meeting", field::cancel_meeting),
    ("record_meeting", field::record_meeting),
    ("correct_note", field::correct_note),
    ("add_task", field::add_task),
    ("complete_task", field::complete_task),
    ("reopen_task", field::reopen_task),
    ("set_contact", field::set_contact),
    ("set_check_in", trainee::set_check_in),
    ("issue_card", trainee::issue_card),
    ("check_in_trainee", trainee::check_in_trainee),
    ("object_to_day", trainee::object_to_day),
];

/// The generator of a command.
#[must_use]
pub fn generator(kind: &str) -> Option<Generator> {
    GENERATORS
        .iter()
        .find(|(name, _)| *name == kind)
        .map(|(_, make)| *make)
}

/// One of the generators, attendance most often, as in life.
#[must_use]
pub fn any(dice: &mut Dice) -> (&'static str, Generator) {
    let weights = GENERATORS.iter().map(|(name, _)| weight(name));
    let mut left = dice.below(weights.sum());
    for (name, make) in GENERATORS {
        let weight = weight(name);
        if left < weight {
            return (name, *make);
        }
        left -= weight;
    }
    GENERATORS[0]
}

/// How often a command is asked for, against the others.
#[must_use]
pub fn weight(kind: &str) -> u64 {
    match kind {
        "record_attendance" => 24,
        "plan_placement" | "start_placement" => 4,
        "attest_month" | "confirm_month" | "settle_day" => 3,
        "correct_attendance" | "retract_attendance" | "offer_slot" | "plan_meeting"
        | "record_meeting" => 2,
        // Each waits for the one before, and the same person rarely comes by for all.
        "set_requirement" | "award_tender" | "sign_contract" => 4,
        "check_in_trainee" => 3,
        "add_task" | "complete_task" | "reopen_task" => 2,
        _ => 1,
    }
}
